//! Setting up a county: its name, who leads, who acts.

use serde_json::{Value, json};

use crate::app::error::{AppError, Result};
use crate::app::session::{Command, Desk};
use crate::domain::person::Person;
use crate::domain::setting::County;
use crate::store::Tx;

/// Sets the county up, once.
pub struct SetUp {
    /// Its setting.
    pub county: County,
    /// Who may do what.
    pub people: Vec<Person>,
}

impl Command for SetUp {
    const NAME: &'static str = "init";
    type Outcome = ();

    fn args(&self) -> Value {
        json!({ "county": self.county.code })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<()> {
        if let Some(found) = tx.get::<County>(County::KEY)? {
            return Err(AppError::problem("A7005").with("name", found.record.name));
        }
        tx.put(&self.county)?;
        for person in &self.people {
            tx.put(person)?;
        }
        Ok(())
    }
}

/// Lets somebody act as coordinator, director or auditor.
pub struct Appoint {
    /// Who, as what.
    pub person: Person,
}

impl Command for Appoint {
    const NAME: &'static str = "appoint";
    type Outcome = ();

    fn args(&self) -> Value {
        json!({ "name": self.person.name, "role": self.person.role })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<()> {
        // The first person of an office appoints themselves; after that directors do.
        if tx.count::<Person>()? > 0 {
            desk.require_director(tx)?;
        }
        tx.put(&self.person)?;
        Ok(())
    }
}
