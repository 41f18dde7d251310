//! Whatever is decided, undone and redone by whom: the journal tells it all, and all of it can be taken back.

use lianjian::domain::record::{Table, Versioned};
use lianjian::store::{Store, StoreError};
use proptest::prelude::*;

use super::{Demand, Request, Setting, Unit, demand, head, redo, request, setting, undo, unit};

#[derive(Clone, Debug)]
enum Step {
    Set { key: u8, value: u8 },
    Clear { key: u8 },
    Ask { people: u8, units: u8 },
    Withdraw,
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = (u8, Step)> {
    let step = prop_oneof![
        4 => (0..3u8, 0..3u8).prop_map(|(key, value)| Step::Set { key, value }),
        2 => (0..3u8).prop_map(|key| Step::Clear { key }),
        2 => (0..3u8, 0..3u8).prop_map(|(people, units)| Step::Ask { people, units }),
        1 => Just(Step::Withdraw),
        4 => Just(Step::Undo),
        3 => Just(Step::Redo),
    ];
    (0..2u8, step)
}

/// Takes a step; refusals are fine, they change nothing.
fn take(store: &mut Store, author: &str, step: &Step) {
    let done = match *step {
        Step::Undo => undo(store, author).map(drop),
        Step::Redo => redo(store, author).map(drop),
        _ => store.write(&head(author, 0), |tx| change(tx, step)).map(drop),
    };
    if let Err(error) = done {
        assert!(!error.is_environment(), "{error}");
    }
}

fn change(tx: &mut lianjian::store::Tx<'_>, step: &Step) -> Result<(), StoreError> {
    match *step {
        Step::Set { key, value } => tx.put(&setting(&format!("s{key}"), &value.to_string())).map(drop),
        Step::Clear { key } => tx.delete::<Setting>(&format!("s{key}")).map(drop),
        Step::Ask { people, units } => {
            let id = format!("R-{}", tx.next_number(Table::Request)?);
            tx.put(&request(&id, "received", people.into()))?;
            for number in 0..units {
                tx.put(&unit(&format!("u{number}")))?;
                let demand_id = format!("D-{}", tx.next_number(Table::Demand)?);
                tx.put(&demand(&demand_id, &id, &format!("u{number}"), None))?;
            }
            Ok(())
        }
        Step::Withdraw => match tx.all::<Request>()?.first() {
            Some(first) => tx.delete::<Request>(&first.record.id).map(drop),
            None => Ok(()),
        },
        Step::Undo | Step::Redo => Ok(()),
    }
}

type Tables =
    (Vec<Versioned<Setting>>, Vec<Versioned<Request>>, Vec<Versioned<Demand>>, Vec<Versioned<Unit>>);

fn tables(store: &Store) -> Tables {
    store.read::<_, StoreError>(|view| Ok((view.all()?, view.all()?, view.all()?, view.all()?))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replay_equals_tables_and_everything_can_be_undone(steps in prop::collection::vec(step(), 0..40)) {
        let mut store = Store::in_memory().unwrap();
        for (author, step) in &steps {
            take(&mut store, &format!("a{author}"), step);
        }
        prop_assert_eq!(store.verify().unwrap().findings, []);
        let mut copy = Store::in_memory().unwrap();
        store.replay(&mut copy).unwrap();
        prop_assert_eq!(tables(&copy), tables(&store));
        prop_assert_eq!(copy.verify().unwrap(), store.verify().unwrap());

        // The newest decision in force can always be taken back, so taking turns ends with nothing.
        while undo(&mut store, "a0").is_ok() || undo(&mut store, "a1").is_ok() {}
        prop_assert_eq!(tables(&store), Tables::default());
        prop_assert_eq!(undo(&mut store, "a0"), Err(StoreError::NothingToUndo));
        prop_assert_eq!(undo(&mut store, "a1"), Err(StoreError::NothingToUndo));
        prop_assert_eq!(store.verify().unwrap().findings, []);
    }

    #[test]
    fn redo_is_the_inverse_of_undo(steps in prop::collection::vec(step(), 1..20), count in 1..6usize) {
        let mut store = Store::in_memory().unwrap();
        for (_, step) in &steps {
            take(&mut store, "li", step);
        }
        let mut states = vec![tables(&store)];
        for _ in 0..count {
            if undo(&mut store, "li").is_err() {
                break;
            }
            states.push(tables(&store));
        }
        states.pop();
        while let Some(state) = states.pop() {
            redo(&mut store, "li").unwrap();
            prop_assert_eq!(tables(&store), state);
        }
    }
}
