//! The only place of the console that touches the terminal, threads and signals. Keys, answers and signals become
//! messages in one queue; the queue is empty before anything is drawn; nothing is drawn unless something changed.

use std::collections::VecDeque;
use std::io::{self, BufWriter, IsTerminal, Stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, DisableMouseCapture, EnableMouseCapture, Event};
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use crossterm::{clipboard::CopyToClipboard, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::message::{Effect, Message};
use super::model::Model;
use super::task::{Answer, Task};
use super::theme::Look;
use super::update::{refresh, update};
use super::view::view;
use crate::app::engine;
use crate::app::error::{AppError, Result};
use crate::text::width;

mod guard;
mod input;

use guard::Guard;
use input::{key, mouse};

/// How often other processes' changes are looked for.
const POLL: Duration = Duration::from_millis(500);

/// What does the console's work, in a thread of its own.
pub trait Worker: Send {
    /// Does one task.
    fn perform(&mut self, task: Task, progress: &Progress) -> Result<Answer>;

    /// Another worker on the same database, for a job that takes long.
    fn another(&self) -> Result<Box<dyn Worker>>;

    /// Whether another process changed the database since the last time this was asked.
    fn changed_elsewhere(&mut self) -> bool;
}

/// How a job says how far it is, and hears that it should stop.
#[derive(Clone)]
pub struct Progress {
    sender: Option<Sender<Message>>,
    cancelled: Arc<AtomicBool>,
    started: Instant,
}

impl Progress {
    /// A progress nobody watches.
    pub fn unwatched() -> Self {
        Self { sender: None, cancelled: Arc::default(), started: Instant::now() }
    }

    /// Says how far the job is; returns whether it should go on.
    pub fn step(&self, done: u64, all: u64) -> bool {
        self.tell(done, all, None)
    }

    /// Says where a search for a plan is; returns whether it should go on.
    pub fn search(&self, at: engine::Progress) -> bool {
        self.tell(at.done, at.total, Some(at))
    }

    fn tell(&self, done: u64, all: u64, search: Option<engine::Progress>) -> bool {
        if let Some(sender) = &self.sender {
            // Nobody listens any more when the console is being left.
            let _ = sender.send(Message::Progress { done, all, elapsed: self.started.elapsed(), search });
        }
        !self.cancelled()
    }

    /// Whether the job was asked to stop.
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Runs the console until it is left. The terminal is as it was before, however this ends.
pub fn run(mut model: Model, worker: Box<dyn Worker>) -> Result<()> {
    if !(io::stdout().is_terminal() && io::stdin().is_terminal()) {
        return Err(AppError::usage("X6905"));
    }
    if model.look == Look::Mono {
        // Without this `NO_COLOR` takes the reversed row away together with the colours.
        crossterm::style::force_color_output(true);
    }
    let guard = Guard::enter()?;
    let mut terminal =
        Terminal::new(CrosstermBackend::new(BufWriter::new(io::stdout()))).map_err(terminal_failed)?;
    let (sender, receiver) = mpsc::channel();
    let hands = Hands::start(worker, sender)?;
    let mut first = refresh(&mut model);
    if model.mouse {
        first.push(Effect::Mouse(true));
    }
    let mut running = hands.have(first, &mut terminal)?;
    while running {
        if model.dirty {
            draw(&mut terminal, &model)?;
            model.dirty = false;
        }
        running = next(&mut model, &receiver, &hands, &mut terminal)?;
    }
    drop(guard);
    Ok(())
}

type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Waits for a message, takes it and all that are waiting behind it; `false` to leave.
fn next(
    model: &mut Model,
    receiver: &Receiver<Message>,
    hands: &Hands,
    terminal: &mut Screen,
) -> Result<bool> {
    let first = match receiver.try_recv() {
        Ok(first) => first,
        // Keys come first; what they began goes on when there are none.
        Err(TryRecvError::Empty) if model.unfinished() => Message::GoOn,
        Err(_) => match receiver.recv() {
            Ok(first) => first,
            Err(_) => return Ok(false),
        },
    };
    let mut dirty = false;
    for message in std::iter::once(first).chain(receiver.try_iter()) {
        let effects = update(model, message);
        // A later message that changes nothing must not take back what an earlier one changed.
        dirty |= model.dirty;
        if !hands.have(effects, terminal)? {
            return Ok(false);
        }
    }
    model.dirty = dirty;
    Ok(true)
}

/// One frame, shown at once where the terminal can do that.
fn draw(terminal: &mut Screen, model: &Model) -> Result<()> {
    queue!(terminal.backend_mut(), BeginSynchronizedUpdate).map_err(terminal_failed)?;
    terminal.draw(|frame| view(model, frame)).map_err(terminal_failed)?;
    execute!(terminal.backend_mut(), EndSynchronizedUpdate).map_err(terminal_failed)
}

/// The threads that feed the queue, and the way to the worker.
struct Hands {
    tasks: Sender<Task>,
    cancelled: Arc<AtomicBool>,
}

impl Hands {
    fn start(worker: Box<dyn Worker>, sender: Sender<Message>) -> Result<Self> {
        let (tasks, queue) = mpsc::channel();
        let cancelled = Arc::new(AtomicBool::new(false));
        spawn_signals(&sender)?;
        let progress = Progress {
            sender: Some(sender.clone()),
            cancelled: Arc::clone(&cancelled),
            started: Instant::now(),
        };
        let wide = width::ambiguous_wide();
        thread::spawn(move || {
            width::set_ambiguous_wide(wide);
            work(worker, &queue, progress);
        });
        thread::spawn(move || read_keys(&sender));
        Ok(Self { tasks, cancelled })
    }

    /// Has the effects; `false` when the console is to be left.
    fn have(&self, effects: Vec<Effect>, terminal: &mut Screen) -> Result<bool> {
        for effect in effects {
            match effect {
                Effect::Task(task) => {
                    if task.is_job() {
                        self.cancelled.store(false, Ordering::Relaxed);
                    }
                    if self.tasks.send(*task).is_err() {
                        return Ok(false);
                    }
                }
                Effect::Cancel => self.cancelled.store(true, Ordering::Relaxed),
                Effect::Copy(text) => {
                    execute!(terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
                        .map_err(terminal_failed)?;
                }
                Effect::Mouse(true) => {
                    execute!(terminal.backend_mut(), EnableMouseCapture).map_err(terminal_failed)?;
                }
                Effect::Mouse(false) => {
                    execute!(terminal.backend_mut(), DisableMouseCapture).map_err(terminal_failed)?;
                }
                Effect::Redraw => terminal.clear().map_err(terminal_failed)?,
                Effect::Quit => return Ok(false),
            }
        }
        Ok(true)
    }
}

/// Tells the console to end when its thread panics: the terminal is restored already, nothing may draw on it.
struct EndOnPanic(Sender<Message>);

impl Drop for EndOnPanic {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Message::Stopped);
        }
    }
}

/// The worker's thread: tasks one after another, jobs beside them, and twice a second a look at what others did.
fn work(mut worker: Box<dyn Worker>, queue: &Receiver<Task>, progress: Progress) {
    let Some(sender) = progress.sender.clone() else { return };
    let _end = EndOnPanic(sender.clone());
    let mut put_back = VecDeque::new();
    loop {
        let task = match next_task(&mut put_back, queue) {
            Ok(task) => task,
            Err(RecvTimeoutError::Timeout) => {
                if worker.changed_elsewhere() && sender.send(Message::ChangedElsewhere).is_err() {
                    return;
                }
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let answer = if put_back.iter().any(|later| task.superseded_by(later)) {
            Ok(Answer::Superseded)
        } else if task.is_job() {
            match worker.another() {
                Ok(other) => {
                    let cancelled = Arc::clone(&progress.cancelled);
                    let started = Instant::now();
                    spawn_job(other, task, Progress { sender: Some(sender.clone()), cancelled, started });
                    continue;
                }
                Err(error) => {
                    // Nobody listens any more when the console is being left.
                    let _ = sender.send(Message::JobEnded);
                    Err(error)
                }
            }
        } else {
            worker.perform(task, &progress)
        };
        if sender.send(as_message(answer)).is_err() {
            return;
        }
    }
}

/// The next task. What is to be done comes before what is to be read, in the order it was asked for. Of several readings of
/// the same sort only the last is done; the others are answered at once, so that holding a key down asks for one detail,
/// not for a hundred.
fn next_task(
    put_back: &mut VecDeque<Task>,
    queue: &Receiver<Task>,
) -> std::result::Result<Task, RecvTimeoutError> {
    if put_back.is_empty() {
        put_back.push_back(queue.recv_timeout(POLL)?);
    }
    put_back.extend(queue.try_iter());
    let next = put_back.iter().position(|task| !task.reads()).unwrap_or(0);
    put_back.remove(next).ok_or(RecvTimeoutError::Timeout)
}

fn spawn_job(mut worker: Box<dyn Worker>, task: Task, progress: Progress) {
    let wide = width::ambiguous_wide();
    thread::spawn(move || {
        width::set_ambiguous_wide(wide);
        let Some(sender) = progress.sender.clone() else { return };
        let _end = EndOnPanic(sender.clone());
        let answer = worker.perform(task, &progress);
        let _ = sender.send(Message::JobEnded);
        let _ = sender.send(as_message(answer));
    });
}

fn as_message(answer: Result<Answer>) -> Message {
    match answer {
        Ok(answer) => Message::Answered(Box::new(answer)),
        Err(error) => Message::Failed(Box::new(error)),
    }
}

/// The terminal's events, as long as there are any.
fn read_keys(sender: &Sender<Message>) {
    let _end = EndOnPanic(sender.clone());
    while let Ok(event) = event::read() {
        let message = match event {
            Event::Paste(text) => Some(Message::Paste(text)),
            Event::Mouse(event) => mouse(event).map(Message::Mouse),
            Event::Resize(..) => Some(Message::Resized),
            // Press alone: some terminals also report releases.
            other => other.as_key_press_event().and_then(key).map(Message::Key),
        };
        if let Some(message) = message
            && sender.send(message).is_err()
        {
            return;
        }
    }
    // The terminal is gone: so is the console.
    let _ = sender.send(Message::Stopped);
}

#[cfg(unix)]
fn spawn_signals(sender: &Sender<Message>) -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals =
        signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]).map_err(terminal_failed)?;
    let sender = sender.clone();
    thread::spawn(move || {
        for _ in signals.forever() {
            if sender.send(Message::Stopped).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape as where there are signals")]
fn spawn_signals(_: &Sender<Message>) -> Result<()> {
    Ok(())
}

fn terminal_failed(error: io::Error) -> AppError {
    AppError::environment("X6906").caused_by(error)
}
