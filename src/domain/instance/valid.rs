//! Whether the fields of an instance fit each other, field by field. Knows no JSON: ill-typed input does not get here.

use super::{COUNT_MAX, DAYS_MAX, DayRange, Instance, Period, TABLE_MAX};
use crate::domain::message::Message;

impl Instance {
    /// Checks everything one field says about another.
    ///
    /// # Errors
    /// The first inconsistency, as code P3xxx with `field` naming it, e.g. `requests[17].unit`.
    pub fn validate(&self) -> Result<(), Message> {
        let days = self.days;
        number("days", days, 1, DAYS_MAX)?;
        for period in Period::ALL {
            partition(&format!("periods.{}", period.code()), self.periods.of(period), days)?;
        }
        self.validate_units()?;
        self.validate_quotas()?;
        self.validate_demands()?;
        self.validate_optional()?;
        for (name, rows) in [("departments", self.departments.len()), ("counties", self.counties.len())] {
            table(name, rows, days as usize)?;
        }
        let weeks = self.periods.week.len().max(self.periods.month.len());
        table("quotas", self.quotas.len(), weeks)
    }

    fn validate_units(&self) -> Result<(), Message> {
        for (index, department) in self.departments.iter().enumerate() {
            number(&format!("departments[{index}].crew"), department.crew, 0, COUNT_MAX)?;
        }
        for (index, county) in self.counties.iter().enumerate() {
            number(&format!("counties[{index}].leaders"), county.leaders, 0, COUNT_MAX)?;
            number(&format!("counties[{index}].year_cap"), county.year_cap, 0, COUNT_MAX)?;
            number(&format!("counties[{index}].used"), county.used, 0, COUNT_MAX)?;
        }
        for (index, unit) in self.units.iter().enumerate() {
            let field = |name: &str| format!("units[{index}].{name}");
            reference(&field("county"), unit.county, self.counties.len())?;
            number(&field("gap"), unit.gap, 0, COUNT_MAX)?;
            number(&field("max_departments"), unit.max_departments, 0, COUNT_MAX)?;
            number(&field("max_people"), unit.max_people, 0, COUNT_MAX)?;
            number(&field("max_halfdays_per_dept"), unit.max_halfdays_per_dept, 0, COUNT_MAX)?;
            for (at, range) in unit.blackout.iter().enumerate() {
                if range.0 > range.1 {
                    return Err(about("P3007", &field(&format!("blackout[{at}]"))));
                }
            }
        }
        Ok(())
    }

    fn validate_quotas(&self) -> Result<(), Message> {
        for (index, quota) in self.quotas.iter().enumerate() {
            let mut seen = std::collections::BTreeSet::new();
            for (at, &unit) in quota.units.iter().enumerate() {
                let field = format!("quotas[{index}].units[{at}]");
                reference(&field, unit, self.units.len())?;
                if !seen.insert(unit) {
                    return Err(about("P3010", &field));
                }
            }
            for (name, limit) in [("max_visits", quota.max_visits), ("max_days", quota.max_days)] {
                number(&format!("quotas[{index}].{name}"), limit.unwrap_or(0), 0, COUNT_MAX)?;
            }
            let used = quota.used.unwrap_or_default();
            number(&format!("quotas[{index}].used.visits"), used.visits, 0, COUNT_MAX)?;
            number(&format!("quotas[{index}].used.days"), used.days, 0, COUNT_MAX)?;
        }
        Ok(())
    }

    fn validate_demands(&self) -> Result<(), Message> {
        for (index, demand) in self.demands.iter().enumerate() {
            let field = |name: &str| format!("requests[{index}].{name}");
            reference(&field("dep"), demand.dep, self.departments.len())?;
            reference(&field("unit"), demand.unit, self.units.len())?;
            number(&field("to"), demand.to, 0, self.days - 1)?;
            if demand.from > demand.to {
                return Err(about("P3007", &field("from")));
            }
            number(&field("effort"), demand.effort, 1, COUNT_MAX)?;
            number(&field("people"), demand.people, 0, COUNT_MAX)?;
            number(&field("weight"), demand.weight, 0, COUNT_MAX)?;
            signed(&field("due"), demand.due)?;
        }
        Ok(())
    }

    fn validate_optional(&self) -> Result<(), Message> {
        let demands = self.demands.len();
        for (index, fixed) in self.fixed.iter().enumerate() {
            reference(&format!("fixed[{index}].unit"), fixed.unit, self.units.len())?;
            signed(&format!("fixed[{index}].start"), fixed.start)?;
            number(&format!("fixed[{index}].days"), fixed.days, 1, COUNT_MAX)?;
        }
        for (name, pairs) in [("together", &self.together), ("apart", &self.apart)] {
            for (index, pair) in pairs.iter().enumerate() {
                reference(&format!("{name}[{index}][0]"), pair.0, demands)?;
                reference(&format!("{name}[{index}][1]"), pair.1, demands)?;
            }
        }
        for (index, pin) in self.pinned.iter().enumerate() {
            reference(&format!("pinned[{index}].request"), pin.request, demands)?;
        }
        Ok(())
    }
}

/// A problem with one field.
fn about(code: &str, field: &str) -> Message {
    Message::new(code).with("field", field)
}

fn number(field: &str, value: u32, min: u32, max: u32) -> Result<(), Message> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(about("P3004", field).with("value", value.to_string()).with("min", min).with("max", max))
}

fn signed(field: &str, value: i64) -> Result<(), Message> {
    let max = i64::from(COUNT_MAX);
    if (-max..=max).contains(&value) {
        return Ok(());
    }
    Err(about("P3004", field).with("value", value.to_string()).with("min", -max).with("max", max))
}

fn reference(field: &str, id: usize, len: usize) -> Result<(), Message> {
    if id < len {
        return Ok(());
    }
    Err(about("P3005", field).with("value", id.to_string()).with("count", len))
}

fn table(field: &str, rows: usize, columns: usize) -> Result<(), Message> {
    if rows.saturating_mul(columns) <= TABLE_MAX {
        return Ok(());
    }
    Err(about("P3012", field).with("max", TABLE_MAX))
}

/// The ranges must hold every day of the horizon once, in order.
fn partition(field: &str, ranges: &[DayRange], days: u32) -> Result<(), Message> {
    let mut next = 0;
    for (index, range) in ranges.iter().enumerate() {
        if range.0 != next || range.1 < range.0 || range.1 >= days {
            return Err(about("P3006", &format!("{field}[{index}]")).with("days", days));
        }
        next = range.1 + 1;
    }
    if next == days { Ok(()) } else { Err(about("P3006", field).with("days", days)) }
}
