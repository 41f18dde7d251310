//! The real binary in a real pseudo-terminal: from first start to an exported checklist; what the terminal is left
//! with; what another process changed.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use lianjian::app::command::county::SetUp;
use lianjian::app::command::triage::{Ruling, Triage};
use lianjian::app::error::{AppError, Result};
use lianjian::domain::id::RequestId;
use lianjian::domain::person::{Person, Role};
use lianjian::domain::setting::{County, Leadership};
use lianjian::text::Lang;
use lianjian::tui::World as _;
use lianjian::tui::keymap::{BUILT_IN, Keymap};
use lianjian::tui::model::Model;
use lianjian::tui::runtime::{self, Progress, Worker};
use lianjian::tui::task::{Answer, Task};
use lianjian::tui::theme::Look;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::office::{Machine, Stage};

/// How long something may take on a busy machine before the test gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program on a terminal of 80×24.
pub(super) struct Terminal {
    pub parser: vt100::Parser,
    /// All that came, as it came.
    pub raw: Vec<u8>,
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    // Closed with the test, not before: the program would be hung up.
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    pub(super) fn start(command: CommandBuilder) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            parser: vt100::Parser::new(24, 80, 0),
            raw: Vec::new(),
            output,
            keys,
            child,
            _master: pair.master,
        }
    }

    /// The console on a database.
    fn console(database: &Path, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lianjian"));
        command.env_clear();
        command.env("LIANJIAN_DB", database);
        command.env("LANG", "zh_CN.UTF-8");
        command.env("TERM", "xterm-256color");
        command.cwd(database.parent().unwrap());
        command.args(arguments);
        Self::start(command)
    }

    pub(super) fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Takes in what comes until the screen shows a text.
    #[track_caller]
    pub(super) fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Takes in what comes until the screen is as it should be.
    #[track_caller]
    pub(super) fn wait_until(&mut self, what: &str, fits: impl Fn(&vt100::Screen) -> bool) {
        let start = Instant::now();
        while !fits(self.parser.screen()) {
            let left = PATIENCE.saturating_sub(start.elapsed());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("no {what:?} on\n{}", self.parser.screen().contents());
            };
            self.take(&bytes);
        }
    }

    /// Takes in what comes until all that came is as it should be.
    #[track_caller]
    pub(super) fn take_until(&mut self, fits: impl Fn(&[u8]) -> bool) {
        while !fits(&self.raw) {
            let bytes = self.output.recv_timeout(PATIENCE).expect("nothing comes any more");
            self.take(&bytes);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend(bytes);
        self.parser.process(bytes);
    }

    /// Types, and waits for what must follow.
    #[track_caller]
    fn then(&mut self, keys: &str, text: &str) {
        self.type_keys(keys);
        self.wait_for(text);
    }

    /// Takes in what comes until nothing more does.
    fn settle(&mut self) {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(700)) {
            self.take(&bytes);
        }
    }

    fn shows(&self, text: &str) -> bool {
        self.parser.screen().contents().contains(text)
    }

    /// Waits for the end; whether it ended well.
    pub(super) fn end(&mut self) -> bool {
        let status = self.child.wait().unwrap();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_secs(2)) {
            self.take(&bytes);
        }
        status.success()
    }

    /// The screen is the shell's again and its cursor can be seen.
    #[track_caller]
    fn is_given_back(&self) {
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "{}", screen.contents());
        assert!(!screen.hide_cursor(), "{}", screen.contents());
        assert!(!screen.bracketed_paste());
    }
}

#[test]
fn from_first_start_to_a_checklist() {
    let machine = Machine::new();
    let file = machine.file("checklist.html");
    let mut terminal = Terminal::console(&machine.file("lianjian.db"), &[]);
    terminal.wait_for("> 载入示范县");
    terminal.then("\r", "待审 60 / 共 60");
    terminal.then("t", "按规则审核完毕");
    terminal.then("D", "名录抽取 16 项");
    terminal.then("2", "申报里的每个乡镇");
    // A short span and a quick search: it is the way that is tried here, not the planner.
    terminal.then("P", "计算力度");
    terminal.then("\t2019-10-25\t\x1b[C", "快速");
    terminal.then("\r", "合并后");
    terminal.then("Vw", "已抽取");
    terminal.then("@", "以谁的名义办理");
    terminal.then("李主任\r", "李主任 · 审批人");
    // What lacks nothing passes; of the others a box says what they miss.
    terminal.then("Vc", "次检查通过事前监督");
    if terminal.shows("没有通过") {
        terminal.then("\r", "下一步");
    }
    terminal.then("V", "发布选中的");
    terminal.then("b", "发布后不能撤销");
    terminal.then("\r", "已发布");
    terminal.then("gg\r", "检查组");
    // Some visits draw nothing: the screen says where there is something to be drawn.
    for _ in 0..20 {
        terminal.settle();
        if terminal.shows("按 d 抽样") {
            break;
        }
        terminal.type_keys("]");
    }
    terminal.then("d", "见证人");
    terminal.then("\r", "已抽取");
    terminal.then("e", "导出检查清单");
    terminal.type_keys(&format!("\t\x15{}", file.display()));
    terminal.then("\r", "已写入");
    let checklist = std::fs::read_to_string(&file).unwrap();
    assert!(checklist.contains("<html") && checklist.contains("林周县"), "{checklist}");
    terminal.type_keys("q");
    assert!(terminal.end());
    terminal.is_given_back();
}

#[test]
fn what_another_process_changed_is_shown_and_a_field_is_left_alone() {
    let machine = Machine::at(Stage::Received);
    let mut terminal = Terminal::console(&machine.file("lianjian.db"), &["--as", "张三"]);
    terminal.wait_for("待审 60 / 共 60");
    let mut other = machine.open(None).unwrap();
    let mut accept = |number| {
        let ids = vec![RequestId(number)];
        let ruling = Ruling::Accept;
        other.run(Triage { ids, ruling, reason: None, note: None, despite_rules: false }).unwrap();
    };
    accept(1);
    terminal.wait_for("待审 59 / 共 60");
    terminal.then("/fupin", "/ fupin");
    accept(2);
    // Twice the time in which it would be seen.
    std::thread::sleep(Duration::from_millis(1_200));
    terminal.then("x", "/ fupinx");
    assert!(
        terminal.parser.screen().contents().contains("待审 59"),
        "{}",
        terminal.parser.screen().contents()
    );
    terminal.then("\x1b", "待审 58 / 共 60");
    terminal.type_keys("q");
    assert!(terminal.end());
}

#[test]
fn a_copy_reaches_the_clipboard_and_nothing_else_of_the_terminal() {
    let machine = Machine::new();
    let author = "\u{1b}]0;x\u{7}\u{1b}]52;c;cm0=\u{7}\n\u{9b}2J\u{202e}end";
    let mut session = machine.open(None).unwrap();
    let county = County {
        code: "540121".into(),
        name: "林周县".into(),
        leadership: Leadership::DisciplineOffice,
        leaders: 4,
        hosts: 3,
        baseline: std::collections::BTreeMap::new(),
    };
    session.act_as(author);
    session
        .run(SetUp { county, people: vec![Person { name: author.into(), role: Role::Director }] })
        .unwrap();
    drop(session);
    let mut terminal = Terminal::console(&machine.file("lianjian.db"), &[]);
    terminal.wait_for("还没有部门申报");
    terminal.then("8", "设立本县");
    terminal.then("y", "已复制");
    terminal.type_keys("q");
    assert!(terminal.end());
    let raw = String::from_utf8(terminal.raw).unwrap();
    let copies: Vec<&str> = raw.split("\u{1b}]52;").skip(1).collect();
    assert_eq!(copies.len(), 1, "one copy, and none that a name brought along");
    let (code, _) = copies[0].strip_prefix("c;").unwrap().split_once("\u{1b}\\").unwrap();
    let text = String::from_utf8(from_base64(code)).unwrap();
    assert_eq!(text, "1\t␛]0;x␇␛]52;c;cm0=␇␊\u{fffd}2J\u{fffd}end\t设立本县");
    let harmless = |character: char| !matches!(character, '\u{7}' | '\u{80}'..='\u{9f}' | '\u{202e}');
    assert!(raw.chars().all(harmless), "nothing of the name reaches the terminal as it is");
    assert!(!raw.contains("\u{1b}]0;"), "no name sets the title");
}

/// What OSC 52 carries.
fn from_base64(code: &str) -> Vec<u8> {
    let place = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for value in code.bytes().map_while(place) {
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    bytes
}

#[cfg(unix)]
#[test]
fn a_signal_gives_the_terminal_back() {
    let machine = Machine::new();
    let mut terminal = Terminal::console(&machine.file("lianjian.db"), &[]);
    terminal.wait_for("载入示范县");
    let id = terminal.child.process_id().unwrap();
    let killed = std::process::Command::new("kill").arg("-TERM").arg(id.to_string()).status().unwrap();
    assert!(killed.success());
    terminal.end();
    terminal.is_given_back();
}

#[test]
fn a_mono_terminal_still_reverses_the_cursor_row() {
    let machine = Machine::at(Stage::Received);
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lianjian"));
    command.env_clear();
    command.env("LIANJIAN_DB", machine.file("lianjian.db"));
    command.env("LANG", "zh_CN.UTF-8");
    command.env("TERM", "xterm-256color");
    command.env("NO_COLOR", "1");
    let mut terminal = Terminal::start(command);
    // The hint is drawn last: the frame is whole.
    terminal.wait_for("全部 60 项");
    terminal.then("j", "R-0003");
    terminal.wait_until("a reversed row", |screen| {
        let row = (0..24).find(|row| screen.contents_between(*row, 0, *row, 80).contains("R-0002"));
        row.and_then(|row| screen.cell(row, 6)).is_some_and(vt100::Cell::inverse)
    });
    let screen = terminal.parser.screen();
    let coloured = (0..24_u16).flat_map(|row| (0..80_u16).map(move |column| (row, column))).any(|place| {
        let cell = screen.cell(place.0, place.1).unwrap();
        cell.fgcolor() != vt100::Color::Default || cell.bgcolor() != vt100::Color::Default
    });
    assert!(!coloured, "{}", screen.contents());
    terminal.type_keys("q");
    assert!(terminal.end());
}

/// Panics at the first task.
struct Panicking;

impl Worker for Panicking {
    fn perform(&mut self, _: Task, _: &Progress) -> Result<Answer> {
        panic!("on purpose")
    }

    fn another(&self) -> Result<Box<dyn Worker>> {
        Err(AppError::usage("X6905"))
    }

    fn changed_elsewhere(&mut self) -> bool {
        false
    }
}

/// Set for the process that is to panic on its own terminal.
const CHILD: &str = "LIANJIAN_TEST_PANIC";

#[test]
fn a_panic_gives_the_terminal_back() {
    if std::env::var_os(CHILD).is_some() {
        let keymap = Keymap::load(BUILT_IN).unwrap();
        let model = Model::new(Lang::Zh, Look::Colour, keymap, "2019-10-08".parse().unwrap());
        runtime::run(model, Box::new(Panicking)).unwrap();
        println!("first\nsecond");
        return;
    }
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "tui::terminal::a_panic_gives_the_terminal_back", "--nocapture"]);
    command.env(CHILD, "1");
    let mut terminal = Terminal::start(command);
    terminal.wait_for("on purpose");
    terminal.wait_for("second");
    assert!(terminal.end());
    terminal.is_given_back();
    // A raw terminal would have put the second line behind the first.
    let contents = terminal.parser.screen().contents();
    assert!(contents.lines().any(|line| line == "second"), "{contents}");
}
