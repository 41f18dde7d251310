//! Which record is which row of the store: table and key, all in one list.

use super::arrival::{Anchor, Arrival};
use super::demand::Demand;
use super::department::Department;
use super::field_record::FieldRecord;
use super::finding::Finding;
use super::person::{Inspector, Person};
use super::plan_run::PlanRun;
use super::quota::{Exception, QuotaUse};
use super::record::{Record, Table};
use super::register::Register;
use super::request::Request;
use super::sample_round::{FieldForce, FieldGroups, Resumption, SampleRound};
use super::setting::{County, FormMappings, HolidayYear};
use super::slot_answer::SlotAnswer;
use super::source_file::SourceFile;
use super::unit::Unit;
use super::visit::Visit;

macro_rules! rows {
    ($($record:ty, $table:ident, |$row:ident| $key:expr;)+) => {$(
        impl Record for $record {
            const TABLE: Table = Table::$table;

            fn key(&self) -> String {
                let $row = self;
                $key
            }
        }
    )+};
}

rows! {
    County, Setting, |_county| Self::KEY.to_owned();
    HolidayYear, Setting, |year| Self::key_of(year.year);
    FormMappings, Setting, |_forms| Self::KEY.to_owned();
    Resumption, Setting, |resumption| Self::key_of(&resumption.unit, &resumption.subject);
    FieldForce, Setting, |force| Self::key_of(force.visit);
    FieldGroups, Setting, |row| Self::key_of(&row.visit.to_string());
    Department, Department, |department| department.code.0.clone();
    Person, Person, |person| person.name.clone();
    Inspector, Inspector, |inspector| inspector.id.0.clone();
    Unit, Unit, |unit| unit.code.0.clone();
    Register, Register, |register| register.code.clone();
    Request, Request, |request| request.id.to_string();
    Demand, Demand, |demand| demand.id.to_string();
    Visit, Visit, |visit| visit.id.to_string();
    QuotaUse, QuotaUse, |entry| entry.visit.to_string();
    Exception, Exception, |exception| exception.id.to_string();
    Anchor, Anchor, |anchor| anchor.id.to_string();
    Arrival, Arrival, |arrival| arrival.id.to_string();
    SampleRound, Draw, |round| round.round.clone();
    PlanRun, Plan, |run| run.id.to_string();
    SourceFile, SourceFile, |file| file.hash.clone();
    SlotAnswer, SlotAnswer, |answer| format!("{}|{}", answer.visit, answer.party);
    FieldRecord, FieldRecord, |record| record.visit.to_string();
    Finding, Finding, |finding| finding.id.to_string();
}
