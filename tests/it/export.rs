//! Every export of the fixtures: the same bytes twice, no harm from hostile text, what other programs read back.
//! The files stay in the test folder of the build, so that they can be looked at.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::Reader;
use lianjian::exchange::export::burden::{self, Burden};
use lianjian::exchange::export::calendar::{self, Calendar};
use lianjian::exchange::export::checklist::{self, Checklist};
use lianjian::exchange::export::letter::{self, DrawRecord, Notice, Reply};
use lianjian::exchange::export::{ExportError, Font, write_atomically};
use lianjian::text::{Catalogue, Lang};

const LANGUAGES: [Lang; 2] = [Lang::Zh, Lang::En];

fn fixture<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/export").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn calendar() -> Calendar {
    fixture("calendar.json")
}

fn out(lang: Lang) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export").join(lang.code());
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Makes a file twice, finds the same bytes, leaves it to be looked at and returns it.
fn check_same(lang: Lang, name: &str, make: impl Fn(&Catalogue) -> Vec<u8>) -> Vec<u8> {
    let first = make(&Catalogue::new(lang));
    assert_eq!(first, make(&Catalogue::new(lang)), "{name} differs from run to run");
    write_atomically(&out(lang).join(name), &first, true).unwrap();
    first
}

fn every_calendar(lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let value = calendar();
    vec![
        ("calendar.ics", check_same(lang, "calendar.ics", |c| calendar::ics(&value, c).into_bytes())),
        ("calendar.html", check_same(lang, "calendar.html", |c| calendar::html(&value, c).into_bytes())),
        (
            "calendar.csv",
            check_same(lang, "calendar.csv", |c| calendar::csv(&value, c).unwrap().into_bytes()),
        ),
        (
            "calendar.json",
            check_same(lang, "calendar.json", |_| calendar::json(&value).unwrap().into_bytes()),
        ),
        ("calendar.xlsx", check_same(lang, "calendar.xlsx", |c| calendar::xlsx(&value, c).unwrap())),
    ]
}

#[test]
fn calendars_are_the_same_every_time_and_complete() {
    for lang in LANGUAGES {
        for (name, bytes) in every_calendar(lang) {
            if name.ends_with("xlsx") {
                continue;
            }
            let text = String::from_utf8(bytes).unwrap();
            assert!(!text.contains('⟨'), "{name} lacks a text: {}", after(&text, '⟨'));
            for visit in calendar().visits {
                assert!(text.contains(&visit.id), "{name} lacks {}", visit.id);
            }
        }
    }
}

fn after(text: &str, mark: char) -> String {
    text.split(mark).nth(1).unwrap_or_default().chars().take(40).collect()
}

#[test]
fn hostile_text_arrives_harmless() {
    let files = every_calendar(Lang::Zh);
    let text = |name: &str| {
        let (_, bytes) = files.iter().find(|(file, _)| *file == name).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    let html = text("calendar.html");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
    assert!(!html.contains('\u{202e}') && !html.contains('\u{1b}'));
    let ics = text("calendar.ics");
    assert_eq!(ics.matches("\r\nEND:VEVENT\r\n").count(), 14);
    assert!(!ics.contains('\u{202e}') && !ics.contains('\u{1b}'));
    let csv = text("calendar.csv");
    assert!(csv.contains("'=HYPERLINK") && csv.contains("'@cmd"));
    assert!(csv.starts_with('\u{feff}'));
}

#[test]
fn elements_of_unannounced_visits_are_counted_not_named() {
    let mut value = calendar();
    for visit in &mut value.visits {
        visit.announced = false;
        for demand in &mut visit.demands {
            demand.elements = vec!["秘密对象".to_owned()];
        }
    }
    let catalogue = Catalogue::new(Lang::Zh);
    let texts = [
        calendar::ics(&value, &catalogue).replace("\r\n ", ""),
        calendar::html(&value, &catalogue),
        calendar::csv(&value, &catalogue).unwrap(),
        calendar::json(&value).unwrap(),
        cells(calendar::xlsx(&value, &catalogue).unwrap()),
    ];
    for text in texts {
        assert!(!text.contains("秘密对象"));
    }
}

/// Every cell of every sheet, as text.
fn cells(bytes: Vec<u8>) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for name in book.sheet_names() {
        text.extend(["[", &name, "]\n"]);
        for row in book.worksheet_range(&name).unwrap().rows() {
            text += &row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_workbook_has_an_overview_a_sheet_a_month_a_sheet_a_unit() {
    let text = cells(calendar::xlsx(&calendar(), &Catalogue::new(Lang::Zh)).unwrap());
    for sheet in ["[总览]", "[2019年10月]", "[2019年11月]", "[2019年12月]", "[松盘乡]", "[旁多乡]"]
    {
        assert!(text.contains(sheet), "no sheet {sheet}");
    }
    assert!(text.contains("上级：拉萨市扶贫开发办公室"));
}

#[test]
fn events_parse_back_with_their_days() {
    let text = calendar::ics(&calendar(), &Catalogue::new(Lang::Zh));
    let parsed: icalendar::Calendar = text.parse().unwrap();
    let event = |uid: &str| {
        parsed
            .iter()
            .find_map(|part| {
                part.as_event().filter(|event| icalendar::Component::get_uid(*event) == Some(uid))
            })
            .unwrap_or_else(|| panic!("no event {uid}"))
    };
    let value = |uid: &str, name: &str| {
        icalendar::Component::property_value(event(uid), name).unwrap_or_default().to_owned()
    };
    assert_eq!(value("540121-V-0102@lianjian", "DTSTART"), "20191017");
    assert_eq!(value("540121-V-0102@lianjian", "DTEND"), "20191019");
    assert_eq!(value("540121-V-0102@lianjian", "SEQUENCE"), "1");
    assert_eq!(value("540121-V-0107@lianjian", "STATUS"), "CANCELLED");
    assert_eq!(value("540121-A-0003@lianjian", "DTEND"), "20191121");
}

#[test]
fn a_township_sees_its_announced_visits_only() {
    let check = |township: &str, ids: &[&str]| {
        let copy = calendar().of_township(township);
        let shown: Vec<&str> = copy
            .visits
            .iter()
            .map(|v| v.id.as_str())
            .chain(copy.anchors.iter().map(|a| a.id.as_str()))
            .collect();
        assert_eq!(shown, ids, "{township}");
        assert!(copy.sealed.is_empty());
    };
    check("松盘乡", &["V-0111", "A-0003"]);
    check("春堆乡", &["A-0003"]);
    check("强嘎乡", &["V-0112"]);
    check("没有的乡", &[]);
}

#[test]
fn an_empty_calendar_is_a_calendar() {
    let mut value = calendar();
    (value.visits, value.anchors, value.sealed) = (vec![], vec![], vec![]);
    let catalogue = Catalogue::new(Lang::En);
    assert!(calendar::ics(&value, &catalogue).ends_with("END:VCALENDAR\r\n"));
    assert!(calendar::html(&value, &catalogue).contains("Joint visits: 0"));
    assert!(cells(calendar::xlsx(&value, &catalogue).unwrap()).starts_with("[Overview]"));
}

const CHECKLISTS: [&str; 3] = ["checklist_2", "checklist_200", "checklist_undrawn"];

#[test]
fn checklists_are_the_same_every_time_and_complete() {
    for lang in LANGUAGES {
        for name in CHECKLISTS {
            let list: Checklist = fixture(&format!("{name}.json"));
            let page = check_same(lang, &format!("{name}.html"), |c| checklist::html(&list, c).into_bytes());
            let book = check_same(lang, &format!("{name}.xlsx"), |c| checklist::xlsx(&list, c).unwrap());
            let form = check_same(lang, &format!("{name}-xlsform.xlsx"), |_| {
                checklist::xlsform(&list, &list).unwrap()
            });
            for text in [String::from_utf8(page).unwrap(), cells(book), cells(form)] {
                assert!(!text.contains('⟨'), "{name} lacks a text: {}", after(&text, '⟨'));
                for element in list.samples.iter().flat_map(|sample| &sample.drawn) {
                    assert!(text.contains(&element.id), "{name} lacks {}", element.id);
                }
                for item in &list.items {
                    assert!(text.contains(&item.question), "{name} lacks {}", item.id);
                }
            }
        }
    }
}

/// Where Debian's `fonts-noto-cjk` is; the check of the papers in `.ci/clients` fails loudly without it.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

#[test]
fn papers_are_the_same_every_time() {
    let Ok(bytes) = fs::read(FONT) else { return };
    for lang in LANGUAGES {
        for name in CHECKLISTS {
            let list: Checklist = fixture(&format!("{name}.json"));
            let paper = check_same(lang, &format!("{name}.pdf"), |c| {
                checklist::pdf(&list, c, &mut Font::new(bytes.clone()).unwrap()).unwrap()
            });
            assert!(paper.starts_with(b"%PDF-") && paper.len() < 1_000_000, "{name}: {}", paper.len());
        }
    }
}

#[test]
fn a_list_has_cards_or_tables_by_what_it_asks_in_all() {
    let catalogue = Catalogue::new(Lang::Zh);
    let check = |samples: usize, cards: usize| {
        let mut list: Checklist = fixture("checklist_2.json");
        list.samples = vec![list.samples[0].clone(); samples];
        let page = checklist::html(&list, &catalogue);
        assert_eq!(page.matches("<section class=\"card\">").count(), cards, "{samples} samples");
    };
    // Two elements with six questions take 16 lines a sample.
    check(1, 2);
    check(3, 6);
    check(4, 0);
}

#[test]
fn who_signs_follows_the_regime() {
    let catalogue = Catalogue::new(Lang::Zh);
    let check = |name: &str, lines: usize| {
        let list: Checklist = fixture(name);
        assert_eq!(checklist::html(&list, &catalogue).matches("class=\"sign\"").count(), lines, "{name}");
    };
    check("checklist_2.json", 1);
    check("checklist_undrawn.json", 3);
}

#[test]
fn the_burden_is_the_same_every_time_and_complete() {
    let value: Burden = fixture("burden.json");
    for lang in LANGUAGES {
        let page = check_same(lang, "burden.html", |c| burden::html(&value, c).into_bytes());
        let book = check_same(lang, "burden.xlsx", |c| burden::xlsx(&value, c).unwrap());
        for text in [String::from_utf8(page).unwrap(), cells(book)] {
            assert!(!text.contains('⟨'), "lacks a text: {}", after(&text, '⟨'));
            for unit in &value.units {
                assert!(text.contains(&unit.unit), "lacks {}", unit.unit);
            }
        }
    }
}

#[test]
fn letters_are_the_same_every_time_and_hold_their_facts() {
    let (reply, notice, draw): (Reply, Notice, DrawRecord) =
        (fixture("reply.json"), fixture("notice.json"), fixture("draw.json"));
    for lang in LANGUAGES {
        let check = |name: &str, facts: &[&str], make: &dyn Fn(&Catalogue) -> Vec<u8>| {
            // Parts are stored as they are, so that the text of a letter can be read off the file.
            let text = String::from_utf8_lossy(&check_same(lang, name, make)).into_owned();
            assert!(!text.contains('⟨'), "{name} lacks a text: {}", after(&text, '⟨'));
            for fact in facts {
                assert!(text.contains(fact), "{name} lacks {fact}");
            }
        };
        check("reply.docx", &["R-0047", "松盘乡10月16日", "培训签到表"], &|c| {
            letter::docx(&reply, c, None).unwrap()
        });
        check("notice.docx", &["V-0102", "边交林乡人民政府", "危房鉴定报告"], &|c| {
            letter::docx(&notice, c, None).unwrap()
        });
        check("draw.docx", &["03 09 12 15 27 29 04", &draw.seed, &draw.drawn[12].ticket], &|c| {
            letter::docx(&draw, c, None).unwrap()
        });
    }
}

#[test]
fn a_reply_about_a_sealed_visit_says_nothing_of_it() {
    let mut reply: Reply = fixture("reply.json");
    reply.rows.retain(|row| row.decision == letter::Decision::Sealed);
    let file = letter::docx(&reply, &Catalogue::new(Lang::Zh), None).unwrap();
    let text = String::from_utf8_lossy(&file).into_owned();
    assert!(text.contains("已列入统筹，另行通知"));
    assert!(!text.contains("松盘乡"));
}

#[test]
fn a_county_template_replaces_the_letter() {
    let notice: Notice = fixture("notice.json");
    let catalogue = Catalogue::new(Lang::Zh);
    let file = letter::docx(&notice, &catalogue, Some("# 通知\n{unit}，{days}。")).unwrap();
    let text = String::from_utf8_lossy(&file).into_owned();
    assert!(text.contains("边交林乡人民政府，10月17日（周四）至10月18日（周五）。"));
    let wrong = letter::docx(&notice, &catalogue, Some("# 通知\n{nobody}"));
    assert!(matches!(wrong, Err(ExportError::Template { line: 2, .. })));
}
