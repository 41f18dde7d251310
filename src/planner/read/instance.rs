//! Instance files, field by field.

use super::field::Field;
use crate::domain::instance::{
    County, DayRange, Demand, Department, Fixed, Instance, Period, Periods, Placed, Quota, SCHEMA, Unit, Used,
};
use crate::domain::message::Message;

/// Reads and validates an instance file.
///
/// # Errors
/// P3001–P3012, naming the field (e.g. `requests[17].unit`) wherever there is one.
pub fn instance(bytes: &[u8]) -> Result<Instance, Message> {
    let value = super::json(bytes)?;
    let root = Field::root(&value);
    if let Some(schema) = root.optional("schema")?
        && schema.text()? != SCHEMA
    {
        return Err(Message::new("P3011").with("value", schema.text()?).with("wanted", SCHEMA));
    }
    let instance = Instance {
        days: root.get("days")?.count()?,
        periods: periods(&root.get("periods")?)?,
        departments: root.get("departments")?.records(department)?,
        counties: root.get("counties")?.records(county)?,
        units: root.get("units")?.records(unit)?,
        quotas: root.get("quotas")?.records(quota)?,
        demands: root.get("requests")?.records(demand)?,
        previous: root.list_or_empty("previous", placed)?,
        fixed: root.list_or_empty("fixed", fixed)?,
        together: root.list_or_empty("together", |pair| pair.pair(position))?,
        apart: root.list_or_empty("apart", |pair| pair.pair(position))?,
        pinned: root.list_or_empty("pinned", placed)?,
        move_budget: root.optional("move_budget")?.map(|field| field.count()).transpose()?,
        breaks: root.list_or_empty("breaks", number)?,
    };
    instance.validate()?;
    Ok(instance)
}

fn position(field: &Field<'_, '_>) -> Result<usize, Message> {
    field.id()
}

fn number(field: &Field<'_, '_>) -> Result<u32, Message> {
    field.count()
}

fn periods(field: &Field<'_, '_>) -> Result<Periods, Message> {
    let read = |period: Period| field.get(period.code())?.list(range);
    Ok(Periods {
        week: read(Period::Week)?,
        month: read(Period::Month)?,
        quarter: read(Period::Quarter)?,
        year: read(Period::Year)?,
    })
}

fn range(field: &Field<'_, '_>) -> Result<DayRange, Message> {
    field.pair(number).map(|(first, last)| DayRange(first, last))
}

fn department(field: &Field<'_, '_>) -> Result<Department, Message> {
    Ok(Department {
        crew: field.get("crew")?.count()?,
        level: field.text_or_empty("level")?,
        scope: field.list_or_empty("scope", position)?,
        name: field.text_or_empty("name")?,
    })
}

fn county(field: &Field<'_, '_>) -> Result<County, Message> {
    Ok(County {
        leaders: field.get("leaders")?.count()?,
        baseline: field.count_or_zero("baseline")?,
        year_cap: field.get("year_cap")?.count()?,
        used: field.count_or_zero("used")?,
    })
}

fn unit(field: &Field<'_, '_>) -> Result<Unit, Message> {
    Ok(Unit {
        kind: field.text_or_empty("kind")?,
        parent: field.optional("parent")?.map(|parent| parent.id()).transpose()?,
        county: field.get("county")?.id()?,
        gap: field.get("gap")?.count()?,
        max_departments: field.get("max_departments")?.count()?,
        max_people: field.get("max_people")?.count()?,
        max_halfdays_per_dept: field.get("max_halfdays_per_dept")?.count()?,
        blackout: field.list_or_empty("blackout", range)?,
    })
}

fn quota(field: &Field<'_, '_>) -> Result<Quota, Message> {
    let word = field.get("period")?;
    let code = word.text()?;
    let period = Period::ALL.into_iter().find(|period| period.code() == code);
    let limit = |name: &str| field.optional(name)?.map(|limit| limit.count()).transpose();
    let used = |field: Field<'_, '_>| {
        Ok::<_, Message>(Used { visits: field.count_or_zero("visits")?, days: field.count_or_zero("days")? })
    };
    Ok(Quota {
        units: field.get("units")?.list(position)?,
        period: period.ok_or_else(|| word.unknown_word())?,
        max_visits: limit("max_visits")?,
        max_days: limit("max_days")?,
        used: field.optional("used")?.map(used).transpose()?,
    })
}

/// Reads one demand, as it stands in an instance file.
///
/// # Errors
/// P3001-P3004, naming the field.
pub fn one_demand(bytes: &[u8]) -> Result<Demand, Message> {
    let value = super::json(bytes)?;
    demand(&Field::root(&value))
}

fn demand(field: &Field<'_, '_>) -> Result<Demand, Message> {
    Ok(Demand {
        dep: field.get("dep")?.id()?,
        unit: field.get("unit")?.id()?,
        from: field.get("from")?.count()?,
        to: field.get("to")?.count()?,
        due: field.get("due")?.integer()?,
        effort: field.get("effort")?.count()?,
        people: field.get("people")?.count()?,
        weight: field.get("weight")?.count()?,
        mandatory: field.flag("mandatory")?,
        announced: field.get("announced")?.boolean()?,
        exempt: field.flag("exempt")?,
        subject: field.text_or_empty("subject")?,
    })
}

fn placed(field: &Field<'_, '_>) -> Result<Placed, Message> {
    Ok(Placed { request: field.get("request")?.id()?, day: field.get("day")?.count()? })
}

fn fixed(field: &Field<'_, '_>) -> Result<Fixed, Message> {
    Ok(Fixed {
        unit: field.get("unit")?.id()?,
        start: field.get("start")?.integer()?,
        days: field.get("days")?.count()?,
        joinable: field.flag("joinable")?,
        counts: field.flag("counts")?,
        announced: field.optional("announced")?.map(|field| field.boolean()).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn sample() -> Value {
        json!({
            "schema": "jv-instance/1", "days": 5,
            "periods": {"week": [[0, 4]], "month": [[0, 1], [2, 4]], "quarter": [[0, 4]], "year": [[0, 4]]},
            "departments": [{"id": 0, "crew": 2}],
            "counties": [{"leaders": 1, "year_cap": 3}],
            "units": [{"county": 0, "gap": 1, "max_departments": 2, "max_people": 4,
                       "max_halfdays_per_dept": 2, "blackout": [[1, 2]]}],
            "quotas": [{"units": [0], "period": "week", "max_visits": 1, "max_days": null}],
            "requests": [{"dep": 0, "unit": 0, "from": 0, "to": 4, "due": 3, "effort": 1, "people": 2,
                          "weight": 5, "mandatory": false, "announced": true, "subject": "s"}],
            "previous": [{"request": 7, "day": 0}]
        })
    }

    /// Puts `value` at a JSON pointer (or removes what is there) and tells the code and field complained of.
    #[track_caller]
    fn check(pointer: &str, value: Option<Value>, code: &str, field: &str) {
        let mut document = sample();
        if let Some(value) = value {
            *document.pointer_mut(pointer).unwrap() = value;
        } else {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            document.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        }
        let message = instance(document.to_string().as_bytes()).unwrap_err();
        let said = serde_json::to_value(&message).unwrap();
        assert_eq!((message.code.as_str(), said["args"]["field"].as_str()), (code, Some(field)));
    }

    #[test]
    fn a_good_file_is_read() {
        let read = instance(sample().to_string().as_bytes()).unwrap();
        assert_eq!((read.days, read.demands.len(), read.quotas[0].max_visits), (5, 1, Some(1)));
        let again = instance(serde_json::to_string(&read).unwrap().as_bytes()).unwrap();
        assert_eq!(again, read);
    }

    #[test]
    fn whatever_is_wrong_is_named() {
        check("/days", None, "P3002", "days");
        check("/days", Some(json!("five")), "P3003", "days");
        check("/days", Some(json!(0)), "P3004", "days");
        check("/days", Some(json!(99_999_999)), "P3004", "days");
        check("/days", Some(json!(6)), "P3006", "periods.week");
        check("/periods/month/1", Some(json!([3, 4])), "P3006", "periods.month[1]");
        check("/periods/week", Some(json!([])), "P3006", "periods.week");
        check("/periods/week/0", Some(json!([0])), "P3003", "periods.week[0]");
        check("/departments", Some(json!({})), "P3003", "departments");
        check("/departments/0/id", Some(json!(1)), "P3008", "departments[0].id");
        check("/departments/0/crew", Some(json!(1.5)), "P3003", "departments[0].crew");
        check("/departments/0/crew", Some(json!(1e300)), "P3003", "departments[0].crew");
        check(
            "/departments/0/crew",
            Some(json!(18_446_744_073_709_551_615_u64)),
            "P3004",
            "departments[0].crew",
        );
        check("/counties/0", Some(json!(3)), "P3003", "counties[0]");
        check("/units/0/county", Some(json!(1)), "P3005", "units[0].county");
        check("/units/0/gap", Some(json!(-1)), "P3004", "units[0].gap");
        check("/units/0/blackout/0", Some(json!([2, 1])), "P3007", "units[0].blackout[0]");
        check("/quotas/0/period", Some(json!("day")), "P3009", "quotas[0].period");
        check("/quotas/0/units", Some(json!([0, 0])), "P3010", "quotas[0].units[1]");
        check("/requests/0/unit", Some(json!(9)), "P3005", "requests[0].unit");
        check("/requests/0/from", Some(json!(5)), "P3007", "requests[0].from");
        check("/requests/0/to", Some(json!(5)), "P3004", "requests[0].to");
        check("/requests/0/effort", Some(json!(0)), "P3004", "requests[0].effort");
        check("/requests/0/announced", Some(json!(1)), "P3003", "requests[0].announced");
        check("/previous/0", Some(json!([1, 2])), "P3003", "previous[0]");
    }

    #[test]
    fn what_is_no_json_and_another_schema_are_refused() {
        assert_eq!(instance(b"{\"days\": ").unwrap_err().code, "P3001");
        assert_eq!(instance(b"[]").unwrap_err().code, "P3003");
        assert_eq!(instance(b"{\"schema\": \"jv-instance/2\"}").unwrap_err().code, "P3011");
        assert_eq!(instance("[".repeat(100_000).as_bytes()).unwrap_err().code, "P3001");
    }
}
