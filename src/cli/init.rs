//! `lianjian init` and `person`: setting a county up, and who acts.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde_json::json;

use super::table::{Column, Table};
use super::{Context, parse};
use crate::app::command::county::{Appoint, SetUp};
use crate::app::demo;
use crate::app::error::Result;
use crate::app::query;
use crate::domain::code::Code;
use crate::domain::message::Message;
use crate::domain::person::{Person, Role};
use crate::domain::setting::{County, Leadership};

/// Arguments of `init`.
#[derive(Args)]
pub(crate) struct Init {
    #[arg(long, conflicts_with = "name")]
    demo: bool,
    #[arg(long, value_name = "NAME", requires = "code", required_unless_present = "demo")]
    name: Option<String>,
    #[arg(long, value_name = "CODE", requires = "name", value_parser = county_code)]
    code: Option<String>,
    #[arg(long, value_name = "NAME", conflicts_with = "demo")]
    director: Vec<String>,
    #[arg(long, value_name = "NAME", conflicts_with = "demo")]
    coordinator: Vec<String>,
    #[arg(long, value_name = "WHO", value_parser = parse::code::<Leadership>(), hide_possible_values = true)]
    leadership: Option<Leadership>,
    #[arg(long, value_name = "N", default_value_t = 4, hide_default_value = true)]
    leaders: u32,
    #[arg(long, value_name = "N", default_value_t = 3, hide_default_value = true)]
    hosts: u32,
}

/// Six digits.
fn county_code(text: &str) -> std::result::Result<String, &'static str> {
    let digits = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { Ok(text.to_owned()) } else { Err("not six digits") }
}

impl Init {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut session = context.maker()?;
        if self.demo {
            demo::set_up(&mut session)?;
            let today = demo::today().to_string();
            let name = demo::COUNTY.to_owned();
            return answer(context, &name, demo::DIRECTOR, Some(&today));
        }
        let author = session.author().to_owned();
        let mut people: Vec<Person> = Vec::new();
        // Somebody must be able to appoint others: where no director is named, it is who sets the county up.
        let own = if self.director.is_empty() { Role::Director } else { Role::Coordinator };
        let named = self.director.iter().map(|name| (name, Role::Director));
        let named = named.chain(self.coordinator.iter().map(|name| (name, Role::Coordinator)));
        for (name, role) in named.chain([(&author, own)]) {
            if people.iter().all(|person| person.name != *name) {
                people.push(Person { name: name.clone(), role });
            }
        }
        let directors: Vec<String> = people
            .iter()
            .filter(|person| person.role == Role::Director)
            .map(|person| person.name.clone())
            .collect();
        let name = self.name.unwrap_or_default();
        session.run(SetUp {
            county: County {
                code: self.code.unwrap_or_default(),
                name: name.clone(),
                leadership: self.leadership.unwrap_or(Leadership::DisciplineOffice),
                leaders: self.leaders,
                hosts: self.hosts,
                baseline: BTreeMap::new(),
            },
            people,
        })?;
        let directors = context.catalogue.join(directors);
        answer(context, &name, &directors, None)
    }
}

fn answer(context: &mut Context<'_>, county: &str, directors: &str, today: Option<&str>) -> Result<()> {
    let file = context.database()?.display().to_string();
    if context.json() {
        return context.document(&json!({ "schema": "lianjian/init/1", "county": county, "database": file }));
    }
    context.say(
        &Message::new("init-done").with("county", county).with("file", file).with("directors", directors),
    )?;
    match today {
        Some(today) => context.say(&Message::new("init-demo-day").with("today", today)),
        None => context.say(&Message::new("init-next")),
    }
}

/// Who acts in the program.
#[derive(Subcommand)]
pub(crate) enum People {
    /// Appoint somebody.
    Add {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "ROLE", value_parser = parse::code::<Role>(), hide_possible_values = true)]
        role: Role,
    },
    /// Show everybody.
    List,
}

impl People {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Add { name, role } => {
                let person = Person { name: name.clone(), role };
                context.maker()?.run(Appoint { person })?;
                if context.json() {
                    let document =
                        json!({ "schema": "lianjian/person/1", "name": name, "role": role.code() });
                    return context.document(&document);
                }
                let role = context.word(role);
                context.say(&Message::new("person-added").with("name", name).with("role", role))
            }
            Self::List => {
                let people = context.reader()?.read(query::lists::people)?;
                if context.json() {
                    return context.document(&json!({ "schema": "lianjian/people/1", "people": people }));
                }
                let mut table = Table::new(&[Column::Left("col-name"), Column::Left("col-role")]);
                for person in people {
                    table.row([person.name, context.word(person.role)]);
                }
                table.print(context)
            }
        }
    }
}
