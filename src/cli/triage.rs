//! `lianjian triage`: what departments ask for, what the rules say of it, what the office decides.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::rules::{citation_text, verdict_document};
use super::table::{Column, Table, field};
use super::{Context, parse};
use crate::app::command::triage::{Dispose, Ruling, Triage as Decide, TriageByRule};
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::query::inbox::{self, InboxRow, RequestDetail};
use crate::domain::code::Code;
use crate::domain::id::RequestId;
use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestState};
use crate::text::width;

/// What to do with requests.
#[derive(Subcommand)]
pub(crate) enum Triage {
    /// Those of a state, or all.
    List {
        #[arg(long, value_name = "STATE", value_parser = parse::code::<RequestState>(), hide_possible_values = true)]
        state: Option<RequestState>,
    },
    /// Everything about one.
    Show {
        #[arg(value_name = "REQUEST")]
        id: RequestId,
    },
    /// Take it on.
    Accept(Decision),
    /// Send it back to be completed.
    Return(Decision),
    /// Refuse it.
    Refuse(Decision),
    /// Answer it from data.
    Divert(Decision),
    /// The department took it back.
    Withdraw(Decision),
    /// As the rules suggest.
    Auto,
    /// Materials nobody has decided on, and what the others save.
    Materials,
    /// What becomes of a material.
    Dispose {
        #[arg(value_name = "REQUEST")]
        id: RequestId,
        #[arg(long, value_name = "NAME")]
        material: String,
        #[arg(long = "to", value_name = "DISPOSITION", value_parser = parse::code::<Disposition>(), hide_possible_values = true)]
        disposition: Disposition,
    },
}

/// Which requests, and why.
#[derive(Args)]
pub(crate) struct Decision {
    #[arg(value_name = "REQUEST", required = true)]
    requests: Vec<RequestId>,
    #[arg(long, value_name = "CODE", value_parser = parse::code::<Reason>(), hide_possible_values = true)]
    reason: Option<Reason>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long)]
    despite_rules: bool,
}

impl Triage {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::List { state } => list(state, context),
            Self::Show { id } => show(id, context),
            Self::Accept(decision) => decision.take(Ruling::Accept, RequestState::Accepted, context),
            Self::Return(decision) => decision.take(Ruling::Return, RequestState::Returned, context),
            Self::Refuse(decision) => decision.take(Ruling::Refuse, RequestState::Refused, context),
            Self::Divert(decision) => decision.take(Ruling::Divert, RequestState::Diverted, context),
            Self::Withdraw(decision) => decision.take(Ruling::Withdraw, RequestState::Withdrawn, context),
            Self::Auto => auto(context),
            Self::Materials => super::results::materials(context),
            Self::Dispose { id, material, disposition } => dispose(id, material, disposition, context),
        }
    }
}

impl Decision {
    fn take(self, ruling: Ruling, state: RequestState, context: &mut Context<'_>) -> Result<()> {
        let command = Decide {
            ids: self.requests,
            ruling,
            reason: self.reason,
            note: self.note,
            despite_rules: self.despite_rules,
        };
        let (mut session, line) = context.watched_writer()?;
        let ids = session.run(command)?;
        drop(line);
        if context.json() {
            let document = json!({ "schema": "lianjian/decided/1", "state": state.code(), "requests": ids });
            return context.document(&document);
        }
        let state = context.word(state);
        let ids: Vec<Arg> = parse::runs(&ids, |id| id.0).into_iter().map(Arg::from).collect();
        context.say(&Message::new("triage-decided").with("ids", Arg::List(ids)).with("state", state))
    }
}

fn auto(context: &mut Context<'_>) -> Result<()> {
    let (mut session, line) = context.watched_writer()?;
    let tally = session.run(TriageByRule)?;
    drop(line);
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/triage-auto/1",
            "accepted": tally.accepted,
            "returned": tally.returned,
            "refused": tally.refused,
            "diverted": tally.diverted,
        }));
    }
    context.say(
        &Message::new("demo-decided")
            .with("accepted", tally.accepted)
            .with("returned", tally.returned)
            .with("refused", tally.refused)
            .with("diverted", tally.diverted),
    )
}

fn dispose(
    id: RequestId,
    material: String,
    disposition: Disposition,
    context: &mut Context<'_>,
) -> Result<()> {
    let said = Message::new("triage-disposed")
        .with("id", id.to_string())
        .with("material", material.as_str())
        .with("disposition", Arg::code(disposition.text_id()));
    let document = json!({
        "schema": "lianjian/disposed/1",
        "request": id,
        "material": material,
        "disposition": disposition,
    });
    context.writer()?.run(Dispose { request: id, material, disposition })?;
    if context.json() { context.document(&document) } else { context.say(&said) }
}

fn list(state: Option<RequestState>, context: &mut Context<'_>) -> Result<()> {
    let (session, line) = context.watched_reader()?;
    let rows = session.read(|view| inbox::inbox(view, state, session.watch()))?;
    drop(line);
    if context.json() {
        let requests: Vec<Value> = rows.iter().map(|row| row_document(row, context)).collect();
        return context.document(&json!({ "schema": "lianjian/triage-list/1", "requests": requests }));
    }
    let mut table = Table::new(&[
        Column::Left("col-id"),
        Column::Left("col-state"),
        Column::Left("col-kind"),
        Column::Left("col-department"),
        Column::Left("col-target"),
        Column::Left("col-when"),
        Column::Left("col-verdict"),
        Column::Left("col-title"),
    ]);
    for row in rows {
        table.row([
            row.id.to_string(),
            context.word(row.state),
            context.word(row.kind),
            row.department,
            context.text(&row.target),
            row.span.map_or_else(String::new, parse::days_text),
            row.severity.map_or_else(String::new, |severity| context.word(severity)),
            row.title,
        ]);
    }
    table.print(context)
}

fn row_document(row: &InboxRow, context: &Context<'_>) -> Value {
    json!({
        "id": row.id,
        "state": row.state,
        "kind": row.kind,
        "department": row.department,
        "title": row.title,
        "target": context.catalogue.render(&row.target),
        "days": row.span.map(parse::days),
        "severity": row.severity,
    })
}

fn show(id: RequestId, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let today = session.today();
    let detail = session.read(|view| inbox::request(view, session.office(), today, id))?;
    if context.json() {
        return document(&detail, session.office(), context);
    }
    let request = &detail.request.record;
    context.line(&format!("{id}  {}", crate::text::visible::visible(&request.title)))?;
    facts(&detail, session.office(), context)?;
    materials(request, session.office(), context)?;
    verdicts(&detail, session.office(), context)?;
    conclusion(&detail, context)
}

fn facts(detail: &RequestDetail, office: &Office, context: &mut Context<'_>) -> Result<()> {
    let request = &detail.request.record;
    let state = context.word(request.state);
    field(context, "col-state", &state)?;
    let regimes: Vec<String> = request.regimes.iter().map(|regime| context.word(*regime)).collect();
    let regimes = context.catalogue.join(regimes);
    let kind = context.remarked(&context.word(request.kind), &regimes);
    field(context, "col-kind", &kind)?;
    field(context, "col-department", &detail.department)?;
    if !request.partners.is_empty() {
        let partners = context.catalogue.join(request.partners.iter().map(ToString::to_string));
        field(context, "col-partners", &partners)?;
    }
    let subject = office.subject_name(&request.subject, context.lang());
    field(context, "col-subject", &subject)?;
    let target = context.text(&detail.target);
    field(context, "col-target", &target)?;
    let windows: Vec<String> = request.windows.iter().map(|window| parse::days_text(*window)).collect();
    field(context, "col-when", &windows.join("  "))?;
    let announced = if request.announced { "word-announced" } else { "word-unannounced" };
    let effort = context.text(
        &Message::new("triage-effort")
            .with("halfdays", request.effort_halfdays)
            .with("people", request.people)
            .with("times", request.times_per_year)
            .with("announced", Arg::code(announced)),
    );
    field(context, "col-effort", &effort)?;
    if let Some(basis) = &request.basis {
        let level = context.word(basis.level);
        let basis = context.remarked(&basis.text, &level);
        field(context, "col-basis", &basis)?;
    }
    if let Some(item) = &request.plan_item {
        field(context, "col-plan-item", item)?;
    }
    let source = &request.source;
    let sheet = source.sheet.as_ref().map_or_else(String::new, |sheet| format!(" {sheet}"));
    let place = context.text(
        &Message::new("triage-source")
            .with("file", source.file.as_str())
            .with("sheet", sheet)
            .with("row", source.row),
    );
    field(context, "col-source", &place)
}

fn materials(request: &Request, office: &Office, context: &mut Context<'_>) -> Result<()> {
    if request.materials.is_empty() {
        return Ok(());
    }
    context.say(&Message::new("triage-materials"))?;
    let words = request.materials.iter().map(|material| width::of(&context.word(material.disposition)));
    let columns = words.max().unwrap_or(0);
    for material in &request.materials {
        let disposition = width::fit(&context.word(material.disposition), columns);
        let by = material_ground(&material.by, office, context);
        let line = crate::text::visible::visible(&format!("{disposition}  {}{by}", material.name));
        context.line(&format!("    {line}"))?;
    }
    Ok(())
}

/// The document that says what becomes of a material; the name of the row of the table where none is cited.
fn material_ground(by: &str, office: &Office, context: &Context<'_>) -> String {
    let cited = office.materials.row(by).and_then(|row| office.materials.citation(&row.citation));
    cited.map_or_else(String::new, |citation| format!("  [{}]", citation_text(citation, context)))
}

fn verdicts(detail: &RequestDetail, office: &Office, context: &mut Context<'_>) -> Result<()> {
    if detail.verdicts.is_empty() {
        return context.say(&Message::new("triage-no-verdict"));
    }
    context.say(&Message::new("triage-verdicts"))?;
    for verdict in &detail.verdicts {
        let severity = context.word(verdict.severity);
        let said = context.text(&verdict.message);
        context.line(&format!("    {} {severity}  {said}", verdict.rule))?;
        if let Some(held) = office.rules.rule(&verdict.rule) {
            let cited = citation_text(&held.rule.citation, context);
            context.say(&Message::new("rule-cited").with("citation", cited))?;
        }
        if let Some(action) = context.catalogue.attribute(&verdict.message, "action") {
            context.say(&Message::new("rule-action").with("action", action))?;
        }
    }
    Ok(())
}

fn conclusion(detail: &RequestDetail, context: &mut Context<'_>) -> Result<()> {
    let request = &detail.request.record;
    if let Some(suggestion) = &detail.suggestion {
        let text = decided(suggestion.state, suggestion.reason, context);
        field(context, "col-suggestion", &text)?;
    }
    if let Some(decision) = &request.decision {
        let text = decided(request.state, decision.reason, context);
        let said = context.text(
            &Message::new("triage-by")
                .with("decided", text)
                .with("by", decision.by.as_str())
                .with("on", decision.on.to_string())
                .with("note", decision.note.as_ref().map_or(String::new(), |note| format!("  {note}"))),
        );
        field(context, "col-decision", &said)?;
    }
    if let Some(refused) = &detail.if_refused {
        let said = context.text(&refused.message());
        field(context, "col-if-refused", &said)?;
    }
    if !detail.merge_with.is_empty() {
        let ids = context.catalogue.join(detail.merge_with.iter().map(ToString::to_string));
        field(context, "col-merge-with", &ids)?;
    }
    if !detail.demands.is_empty() {
        let ids = context.catalogue.join(detail.demands.iter().map(|demand| demand.id.to_string()));
        field(context, "col-demands", &ids)?;
    }
    Ok(())
}

fn decided(state: RequestState, reason: Option<Reason>, context: &Context<'_>) -> String {
    match reason {
        Some(reason) => context.remarked(&context.word(state), &context.word(reason)),
        None => context.word(state),
    }
}

fn document(detail: &RequestDetail, office: &Office, context: &mut Context<'_>) -> Result<()> {
    let request = &detail.request.record;
    let verdicts: Vec<Value> =
        detail.verdicts.iter().map(|verdict| verdict_document(verdict, office, context)).collect();
    let decision = request.decision.as_ref().map(|decision| {
        let (by, on): (&str, NaiveDate) = (&decision.by, decision.on);
        json!({ "by": by, "on": on, "reason": decision.reason, "note": decision.note })
    });
    let suggestion = detail
        .suggestion
        .as_ref()
        .map(|suggestion| json!({ "state": suggestion.state, "reason": suggestion.reason }));
    context.document(&json!({
        "schema": "lianjian/request/1",
        "id": request.id,
        "version": detail.request.version,
        "state": request.state,
        "kind": request.kind,
        "regimes": request.regimes,
        "department": detail.department,
        "partners": request.partners,
        "title": request.title,
        "subject": request.subject,
        "object": request.object,
        "target": context.catalogue.render(&detail.target),
        "windows": request.windows.iter().map(|window| parse::days(*window)).collect::<Vec<_>>(),
        "times_per_year": request.times_per_year,
        "effort_halfdays": request.effort_halfdays,
        "people": request.people,
        "announced": request.announced,
        "mandatory": request.mandatory,
        "weight": request.weight,
        "basis": request.basis,
        "plan_item": request.plan_item,
        "materials": request.materials,
        "source": request.source,
        "received_on": request.received_on,
        "verdicts": verdicts,
        "suggestion": suggestion,
        "decision": decision,
        "merge_with": detail.merge_with,
        "if_refused": detail.if_refused.map(|refused| json!({
            "visits": refused.spared.visits,
            "days": refused.spared.days,
            "host_hours": refused.spared.host_hours,
            "anyway": refused.anyway,
        })),
        "demands": detail.demands.iter().map(|demand| demand.id).collect::<Vec<_>>(),
    }))
}
