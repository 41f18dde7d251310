//! What commands answer, word for word, in both languages.

use super::Machine;

macro_rules! golden {
    ($($name:ident: $machine:ident [$($command:literal),* $(,)?];)*) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(Machine::$machine().transcript(&[$($command),*]));
        }
    )*};
}

golden! {
    setting_up: new [
        "triage list",
        "init --name \u{677e}\u{6e90}\u{53bf} --code 540199 --director \u{674e}\u{4e3b}\u{4efb}",
        "person list",
        "person add \u{738b}\u{4e94} --role auditor",
        "person add \u{738b}\u{4e94} --role auditor --as \u{674e}\u{4e3b}\u{4efb}",
        "person list --json",
        "init --demo",
    ];
    whole_job: new [
        "demo --out ~/zh",
        "demo --out ~/zh",
        "demo --out ~/en --lang en",
    ];
    importing: demo [
        "import requests data/demo/requests-2021/wangcang_2021_agriculture.csv --dry-run",
        "import requests data/demo/requests-2021/gangcheng_2021_agriculture.csv",
        "import requests data/demo/requests-2021/gangcheng_2021_agriculture.csv --lang en",
        "triage list",
        "triage list --lang en --state received",
    ];
    importing_without_a_database: new [
        "import requests data/demo/requests-2021/wangcang_2021_agriculture.csv --dry-run --lang en",
        "import units data/demo/units.csv --dry-run",
    ];
    deciding: planned [
        "triage show R-0013",
        "triage show 37 --lang en",
        "triage refuse R-0013",
        "triage accept R-0013",
        "triage list --state returned",
        "triage show 3 --json",
    ];
    rules_and_quotas: planned [
        "rules explain R2001",
        "rules explain r2301 --lang en",
        "rules explain R9999",
        "rules check data/rules/quotas.toml",
        "quota show --unit \u{8fb9}\u{4ea4}\u{6797} --day 2019-10-08",
    ];
    planning: planned [
        "plan --from 2019-10-08 --to 2019-12-31 --effort quick --threads 1 --explain",
        "demand list --request 56",
        "demand show 157 --lang en",
        "anchor list",
        "draw list",
    ];
    publishing: planned [
        "visit list",
        "visit show 2",
        "visit publish 2",
        "visit clear 2",
        "visit clear 2 15 --as \u{674e}\u{4e3b}\u{4efb}",
        "visit publish --all",
        "visit list --state sealed",
        "visit show 15",
        "visit list --state sealed --as \u{674e}\u{4e3b}\u{4efb} --lang en",
        "draw make V-15",
        "draw make V-2",
        "visit show 2 --lang en",
        "export checklist 2 15 --out ~/lists",
        "export checklist 2 --out ~/two.html",
        "export checklist 2 --out ~/two.html",
        "export calendar --out ~/calendar.csv --lang en",
        "export calendar --out ~/calendar.pdf",
    ];
    bearing: demo [
        "burden --month 2018-10",
        "burden --month 2018-10 --unit \u{677e}\u{76d8} --lang en",
        "arrival add --unit \u{677e}\u{76d8} --department \u{53bf}\u{5ba1}\u{8ba1}\u{5c40} --unannounced --people 3",
        "arrival list --from 2019-09-01 --to 2019-09-30",
        "burden --from 2019-10-02 --to 2019-10-01",
    ];
    taking_back: demo [
        "arrival add --unit \u{677e}\u{76d8} --department \u{53bf}\u{5ba1}\u{8ba1}\u{5c40}",
        "journal undo",
        "journal redo",
        "journal redo",
        "journal undo --as \u{674e}\u{4e3b}\u{4efb}",
        "journal log --limit 4",
        "journal log --limit 3 --lang en",
        "journal verify",
    ];
    wrong_use: new [
        "nonsense",
        "triage",
        "visit clear",
        "visit list --state nowhere",
        "triage show x --lang en",
        "--help",
        "import requests --help --lang en",
    ];
}
