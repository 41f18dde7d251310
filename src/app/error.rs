//! The one error people meet: a kind (and with it the exit status), a code, a cause, what to do.
//! Every layer's own error becomes one of these at this boundary.

use crate::domain::message::{Arg, Message};

/// What sort of failure, and so which exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input or the plan has problems: exit 1.
    Problem,
    /// The command was used wrongly: exit 2.
    Usage,
    /// The machine, a folder or a database stands in the way: exit 3.
    Environment,
}

/// A failure as people meet it. The catalogue holds the cause under the code and, as attribute `action`, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppError {
    /// Decides the exit status.
    pub kind: Kind,
    /// Code and arguments.
    pub message: Message,
    /// What the system or a library said, shown as it is.
    pub detail: Option<String>,
}

impl AppError {
    /// The input or the plan has problems.
    pub fn problem(code: &str) -> Self {
        Self::of(Kind::Problem, Message::new(code))
    }

    /// The command was used wrongly.
    pub fn usage(code: &str) -> Self {
        Self::of(Kind::Usage, Message::new(code))
    }

    /// The machine stands in the way.
    pub fn environment(code: &str) -> Self {
        Self::of(Kind::Environment, Message::new(code))
    }

    /// An error with a message that exists already.
    pub const fn of(kind: Kind, message: Message) -> Self {
        Self { kind, message, detail: None }
    }

    /// The same error with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.message = self.message.with(name, value);
        self
    }

    /// The same error with what the system said.
    #[must_use]
    pub fn caused_by(mut self, detail: impl ToString) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Exit status: 1 problems, 2 wrong use, 3 environment.
    pub const fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Problem => 1,
            Kind::Usage => 2,
            Kind::Environment => 3,
        }
    }
}

/// What the application layer returns.
pub type Result<T> = std::result::Result<T, AppError>;
