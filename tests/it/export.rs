//! Every export of the fixtures: the same bytes twice, no harm from hostile text, what other programs read back.
//! The files stay in the test folder of the build, so that they can be looked at.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::Reader;
use lianjian::domain::message::Message;
use lianjian::exchange::export::burden::{self, Burden};
use lianjian::exchange::export::calendar::{self, Calendar};
use lianjian::exchange::export::checklist::Group;
use lianjian::exchange::export::checklist::{self, Checklist};
use lianjian::exchange::export::letter::{self, DrawRecord, Notice, Reply};
use lianjian::exchange::export::{ExportError, Font, FontError, write_atomically};
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

/// Text as it must not arrive anywhere: markup, a formula, a reversal, an escape, a word longer than any line.
fn hostile() -> String {
    format!("=HYPERLINK(\"x\")<script>\u{202e}\u{1b}[2J\u{7}{}", "W".repeat(300))
}

/// A checklist of hostile text wherever a county can write some.
fn hostile_checklist() -> Checklist {
    let mut list: Checklist = fixture("checklist_2.json");
    list.unit = hostile();
    list.items[0].question = hostile();
    list.items[1].nonconforming = hostile();
    for element in &mut list.samples[0].drawn {
        (element.name, element.location) = (hostile(), hostile());
    }
    // Marks that hang behind a line must not run off the page.
    list.samples[0].drawn[0].location = "\u{3002}".repeat(500);
    list.materials[0].name = hostile();
    list
}

#[test]
fn hostile_text_arrives_harmless_on_every_checklist() {
    let (list, catalogue) = (hostile_checklist(), Catalogue::new(Lang::Zh));
    let page = checklist::html(&list, &catalogue);
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    let book = checklist::xlsx(&list, &catalogue).unwrap();
    let form = checklist::xlsform(&list, &list).unwrap();
    for bytes in [&book, &form] {
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.clone())).unwrap();
        for name in book.sheet_names() {
            assert_eq!(
                book.worksheet_formula(&name).unwrap().used_cells().count(),
                0,
                "{name} has a formula"
            );
        }
    }
    for text in [page, cells(book), cells(form)] {
        assert!(text.contains("HYPERLINK") && !text.contains(['\u{202e}', '\u{1b}', '\u{7}']));
    }
    let Ok(bytes) = fs::read(FONT) else { return };
    let paper = checklist::pdf(&list, &catalogue, &mut Font::new(bytes).unwrap()).unwrap();
    let text = String::from_utf8_lossy(&paper);
    // What a letter stands for, for whoever searches or copies: a W is there, the reversal and the escape are not.
    assert!(text.contains("> <0057>"));
    assert!(!text.contains("> <202E>") && !text.contains("> <001B>"));
    write_atomically(&out(Lang::Zh).join("hostile.pdf"), &paper, true).unwrap();
}

/// The least file that is a font: heads without one letter.
fn empty_font() -> Vec<u8> {
    let (mut head, mut hhea, mut maxp) = ([0_u8; 54], [0_u8; 36], [0_u8; 6]);
    (head[1], hhea[1]) = (1, 1);
    head[18..20].copy_from_slice(&1000_u16.to_be_bytes());
    hhea[34..36].copy_from_slice(&1_u16.to_be_bytes());
    maxp.copy_from_slice(&[0, 0, 0x50, 0, 0, 1]);
    let tables: [(&[u8; 4], &[u8]); 3] = [(b"head", &head), (b"hhea", &hhea), (b"maxp", &maxp)];
    let mut font = vec![0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0];
    let mut offset = 12 + 16 * tables.len();
    for (tag, bytes) in tables {
        font.extend(tag);
        font.extend([0; 4]);
        font.extend(u32::try_from(offset).unwrap().to_be_bytes());
        font.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
        offset += bytes.len();
    }
    for (_, bytes) in tables {
        font.extend(bytes);
    }
    font
}

#[test]
fn a_font_that_cannot_print_is_told_with_the_way_out() {
    let check = |bytes: Vec<u8>, error: FontError, code: &str| {
        let found = Font::new(bytes).err().unwrap();
        assert_eq!(found, error);
        let message: Message = ExportError::from(found).message();
        assert_eq!(message.code, code);
        for lang in LANGUAGES {
            let catalogue = Catalogue::new(lang);
            assert!(!catalogue.render(&message).contains(code), "{code} has no text");
            assert!(catalogue.attribute(&message, "action").unwrap().contains(".html"));
        }
    };
    check(b"no font".to_vec(), FontError::Unreadable, "X6022");
    check(empty_font(), FontError::NoChinese, "X6023");
}

#[test]
fn groups_share_a_list_without_loss_and_ask_the_unit_once() {
    let list: Checklist = fixture("checklist_200.json");
    for of in [1, 2, 3, 7] {
        let groups: Vec<Checklist> = (1..=of).map(|number| list.of_group(Group { number, of })).collect();
        let each = |pick: &dyn Fn(&Checklist) -> Vec<(u32, String)>| {
            let mut all: Vec<_> = groups.iter().flat_map(pick).collect();
            all.sort();
            all
        };
        let named = |elements: &[checklist::Element]| -> Vec<(u32, String)> {
            elements.iter().map(|element| (element.place, element.id.clone())).collect()
        };
        assert_eq!(each(&|one| named(&one.samples[0].drawn)), named(&list.samples[0].drawn), "{of} groups");
        assert_eq!(each(&|one| named(&one.samples[0].replacements)), named(&list.samples[0].replacements));
        let people: usize = groups.iter().map(|one| one.team.len()).sum();
        assert_eq!(people, list.team.len());
        // In ticket order, numbers as for the whole team; the largest share is at most one more than the smallest.
        let sizes: Vec<usize> = groups.iter().map(|one| one.samples[0].drawn.len()).collect();
        assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{sizes:?}");
        for one in &groups {
            let places: Vec<u32> = one.samples[0].drawn.iter().map(|element| element.place).collect();
            assert!(places.is_sorted());
            let page = checklist::html(one, &Catalogue::new(Lang::Zh));
            assert!(page.contains(&format!("<td class=\"c\">{}</td>", places[0])));
        }
    }
    // The fixture's unit is asked two questions: by the first group alone.
    let words = Catalogue::new(Lang::Zh).get("export-unit-items");
    let page = |number| {
        checklist::html(&list.of_group(Group { number, of: 2 }), &Catalogue::new(Lang::Zh)).contains(&words)
    };
    assert_eq!(
        (checklist::html(&list, &Catalogue::new(Lang::Zh)).contains(&words), page(1), page(2)),
        (true, true, false)
    );
    let forms: Vec<String> = (1..=2)
        .map(|number| {
            let one = list.of_group(Group { number, of: 2 });
            cells(checklist::xlsform(&one, &one).unwrap())
        })
        .collect();
    assert!(forms[0].contains("_1_2") && forms[1].contains("_2_2"), "forms of two groups are two forms");
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
