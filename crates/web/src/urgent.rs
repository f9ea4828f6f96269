//! Help that comes before anything else.

use crate::extract::AreaContext;
use crate::words::callable;
use local_offer_catalogue::Panel;
use local_offer_domain::help_lines::HelpLine;

/// What to show first to somebody who cannot wait.
pub(crate) struct UrgentPanel {
    pub(crate) title: &'static str,
    pub(crate) lines: Vec<Line>,
}

pub(crate) struct Line {
    pub(crate) label: String,
    /// How it is reached, as HTML.
    pub(crate) reach: String,
    pub(crate) text: String,
}

impl UrgentPanel {
    pub(crate) fn new(panel: Panel, context: &AreaContext) -> Self {
        let help = context.catalogue.vocabulary().urgent_help.lines(panel).iter();
        let mut lines: Vec<Line> = help
            .map(|help| Line { label: help.label.clone(), reach: reach(help.line), text: help.detail.clone() })
            .collect();
        let duty = &context.area().safeguarding;
        if panel == Panel::Safeguarding && !duty.phone.is_empty() {
            let line = Line {
                label: duty.name.clone(),
                reach: callable(&duty.phone),
                text: format!("If you are worried that a child is not safe. {}.", duty.hours),
            };
            lines.insert(lines.len().min(1), line);
        }
        let title = match panel {
            Panel::Crisis => "If you or your child need help now",
            Panel::Safeguarding => "If you or a child are not safe",
        };
        Self { title, lines }
    }
}

/// How a help line is reached, by one tap.
fn reach(line: &HelpLine) -> String {
    match (line.phone.as_str(), line.text_word.as_str()) {
        ("", "") => format!("<a class=\"govuk-link lo-number\" href=\"sms:{0}\">Text {0}</a>", line.sms),
        ("", word) => format!("<a class=\"govuk-link lo-number\" href=\"sms:{0}\">Text {word} to {0}</a>", line.sms),
        (phone, _) => callable(phone),
    }
}
