//! What waits for the authority.

use crate::values::{AccountId, AreaId, ListingId, MessageId, RevisionId, TaskId};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskKind {
    /// Somebody asks to be listed.
    Application,
    /// A change to a listing that waits to be published.
    Change,
    /// A change that is live already, to be looked at.
    LiveChange,
    /// A member of the public says that something is wrong.
    Correction,
    /// Somebody complains about a listing.
    Complaint,
    /// Somebody says that a listing is theirs.
    Claim,
    /// A message could not be delivered, or nobody knows whether it was.
    Mail,
    /// A listing has not been confirmed although reminders were sent.
    Overdue,
    /// A link on a listing leads nowhere.
    DeadLink,
    /// The provider says that it has closed.
    Closed,
    /// A regular job would have changed very much, and waits for a person.
    Stopped,
    /// Somebody guesses at an account of somebody who works for the authority.
    Locked,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Application,
        Self::Change,
        Self::LiveChange,
        Self::Correction,
        Self::Complaint,
        Self::Claim,
        Self::Mail,
        Self::Overdue,
        Self::DeadLink,
        Self::Closed,
        Self::Stopped,
        Self::Locked,
    ];

    /// The word used in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Change => "change",
            Self::LiveChange => "live-change",
            Self::Correction => "correction",
            Self::Complaint => "complaint",
            Self::Claim => "claim",
            Self::Mail => "mail",
            Self::Overdue => "overdue",
            Self::DeadLink => "dead-link",
            Self::Closed => "closed",
            Self::Stopped => "stopped",
            Self::Locked => "locked",
        }
    }

    /// The kind of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What officers read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Application => "Asks to be listed",
            Self::Change => "Change to decide",
            Self::LiveChange => "Change already live",
            Self::Correction => "Suggested correction",
            Self::Complaint => "Complaint",
            Self::Claim => "Says it is theirs",
            Self::Mail => "Message not delivered",
            Self::Overdue => "Not confirmed",
            Self::DeadLink => "Dead link",
            Self::Closed => "Says it has closed",
            Self::Stopped => "A job that has stopped",
            Self::Locked => "Wrong guesses at an account",
        }
    }

    /// How much harm waiting can do; higher comes first.
    pub fn risk(self) -> TaskRisk {
        match self {
            Self::Complaint | Self::Stopped | Self::Locked => TaskRisk::High,
            Self::Application | Self::Change | Self::Correction | Self::Claim | Self::Closed => TaskRisk::Medium,
            Self::LiveChange | Self::Mail | Self::Overdue | Self::DeadLink => TaskRisk::Low,
        }
    }
}

/// How much harm waiting can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskRisk {
    /// Little.
    Low,
    /// Some.
    Medium,
    /// A child may not be safe, or many families are misled.
    High,
}

impl TaskRisk {
    /// Every one, from the least.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The number by which the queue is ordered.
    pub fn weight(self) -> i64 {
        match self {
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 3,
        }
    }

    /// The risk of this number.
    pub fn of_weight(weight: i64) -> Self {
        match weight {
            ..=1 => Self::Low,
            2 => Self::Medium,
            _ => Self::High,
        }
    }

    /// What officers read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }

    /// The word used in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Something that waits for the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its identity.
    pub id: TaskId,
    /// What people quote on the phone, such as `W-4F7K2`.
    pub reference: String,
    /// Whose it is to decide.
    pub area: AreaId,
    /// What it is about.
    pub kind: TaskKind,
    /// How much harm waiting can do.
    pub risk: TaskRisk,
    /// The listing.
    pub listing: Option<ListingId>,
    /// The organisation or setting whose listing it is.
    pub organisation: Option<ListingId>,
    /// The revision.
    pub revision: Option<RevisionId>,
    /// One line, such as the name of the listing.
    pub title: String,
    /// The rest, for staff: what was said. May be personal.
    pub detail: TaskDetail,
    /// When it came in.
    pub opened_at: Timestamp,
    /// The day by which the authority promises to deal with it.
    pub due_on: Date,
    /// Who deals with it.
    pub assignee: Option<AccountId>,
    /// When it was done with, and how.
    pub closed: Option<TaskClosed>,
}

/// How a task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskClosed {
    /// When.
    pub at: Timestamp,
    /// A word such as `published`, `returned`, `answered`.
    pub outcome: String,
}

/// What wording that is used again and again is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WordingPurpose {
    /// Returning a change to whoever made it.
    #[default]
    Return,
    /// Declining.
    Decline,
    /// Suspending and withdrawing.
    Suspend,
    /// Answering reports and complaints.
    Answer,
}

impl WordingPurpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Return, Self::Decline, Self::Suspend, Self::Answer];

    /// The word used in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Decline => "decline",
            Self::Suspend => "suspend",
            Self::Answer => "answer",
        }
    }

    /// The purpose of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }

    /// What officers read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Return => "Returning a change",
            Self::Decline => "Declining",
            Self::Suspend => "Suspending and withdrawing",
            Self::Answer => "Answering reports",
        }
    }
}

/// What was said with a task.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskDetail {
    /// What is wrong or what happened, in the words of whoever said it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Which part of the listing it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// Where an answer goes, if somebody wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<crate::values::EmailAddress>,
    /// What was answered.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// Checks that the program made, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<String>,
    /// The account it is about, for a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The message it is about, for one that was not delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// Whether it was handed to the provider to answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub with_provider: bool,
}

impl TaskDetail {
    /// Whether it is about this message. Tasks of earlier versions name it among their checks.
    pub fn is_about(&self, message: MessageId) -> bool {
        self.message == Some(message) || self.checks.contains(&message.to_string())
    }
}
