//! Help that comes before anything else.

use crate::extract::AreaContext;
use crate::words;
use local_offer_catalogue::Panel;

/// What to show first to somebody who cannot wait.
pub(crate) struct UrgentPanel {
    pub(crate) title: &'static str,
    pub(crate) lines: Vec<Line>,
}

pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) phone: String,
    pub(crate) dialled: String,
}

impl UrgentPanel {
    pub(crate) fn new(panel: Panel, context: &AreaContext) -> Self {
        let lines = context.catalogue.vocabulary().urgent_help.lines(panel).iter();
        let mut lines: Vec<Line> = lines
            .map(|line| {
                let text = [line.detail.as_str(), line.text.as_str()]
                    .iter()
                    .filter(|text| !text.is_empty())
                    .copied()
                    .collect::<Vec<_>>()
                    .join(" ");
                Line {
                    label: line.label.clone(),
                    text,
                    dialled: words::dialled(&line.phone),
                    phone: line.phone.clone(),
                }
            })
            .collect();
        let duty = &context.area().safeguarding;
        if panel == Panel::Safeguarding && !duty.phone.is_empty() {
            let line = Line {
                label: duty.name.clone(),
                text: format!("If you are worried that a child is not safe. {}.", duty.hours),
                dialled: words::dialled(&duty.phone),
                phone: duty.phone.clone(),
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
