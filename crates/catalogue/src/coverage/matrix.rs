//! Where an area lists nothing: need by theme by phase of life.

use crate::{AreaCatalogue, Vocabulary};
use local_offer_domain::directory::ServiceContent;

/// A phase of life, as services give ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// The word in addresses.
    pub id: &'static str,
    /// What people read.
    pub label: &'static str,
    /// The first year.
    pub from: u8,
    /// The last year.
    pub to: u8,
    /// As the end of a sentence about what is missing.
    pub who: &'static str,
}

/// The phases, in order.
pub const PHASES: [Phase; 4] = [
    Phase { id: "0-4", label: "0 to 4", from: 0, to: 4, who: "children under 5" },
    Phase { id: "5-10", label: "5 to 10", from: 5, to: 10, who: "children of 5 to 10" },
    Phase { id: "11-15", label: "11 to 15", from: 11, to: 15, who: "young people of 11 to 15" },
    Phase { id: "16-25", label: "16 to 25", from: 16, to: 25, who: "young people of 16 and over" },
];

/// Needs against themes and phases.
#[derive(Debug)]
pub struct Matrix {
    /// A row for each need.
    pub rows: Vec<MatrixRow>,
    /// Themes, in the order of the columns: identifier and label.
    pub themes: Vec<(String, String)>,
}

/// One need.
#[derive(Debug)]
pub struct MatrixRow {
    /// Identifier of the need.
    pub need: String,
    /// What people read.
    pub label: String,
    /// For each theme, a cell for each phase.
    pub cells: Vec<Vec<MatrixCell>>,
}

/// One need, theme and phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatrixCell {
    /// Services that name the need.
    pub named: usize,
    /// Services that say they are for any need.
    pub for_all: usize,
}

/// Count live services by need, theme and phase. A service counts in a phase when it says that it is for an age of it.
pub fn matrix(area: &AreaCatalogue, vocabulary: &Vocabulary) -> Matrix {
    let themes: Vec<(String, String)> =
        vocabulary.themes.terms().iter().map(|theme| (theme.id.clone(), theme.label.clone())).collect();
    let services: Vec<&ServiceContent> = area.services().map(|service| &service.content).collect();
    let in_phase = |content: &ServiceContent, phase: Phase| {
        content.suits.ages.is_some_and(|ages| (phase.from..=phase.to).any(|age| ages.includes(age)))
    };
    let rows = vocabulary.needs.terms().iter().map(|need| {
        let cells = themes.iter().map(|(theme, _)| {
            let of_theme: Vec<&&ServiceContent> =
                services.iter().filter(|content| content.themes.iter().any(|known| known == theme)).collect();
            PHASES
                .iter()
                .map(|phase| {
                    let fitting = of_theme.iter().filter(|content| in_phase(content, *phase));
                    let (mut named, mut for_all) = (0, 0);
                    for content in fitting {
                        if content.suits.needs.contains(&need.id) {
                            named += 1;
                        } else if content.suits.all_needs.is_yes() {
                            for_all += 1;
                        }
                    }
                    MatrixCell { named, for_all }
                })
                .collect()
        });
        MatrixRow { need: need.id.clone(), label: need.label.clone(), cells: cells.collect() }
    });
    Matrix { rows: rows.collect(), themes }
}

/// Whether a theme makes sense in a phase: nobody prepares a baby for adulthood.
fn applies(theme: &str, phase: Phase) -> bool {
    theme != "preparing-for-adulthood" || phase.to >= 11
}

/// A need, theme and phase for which no service is listed by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixGap {
    /// In a sentence: "No live service for young people of 16 and over with: Deafness (Health)".
    pub words: String,
    /// A search that shows it.
    pub search: String,
    /// Services that say they are for any need, which may help all the same.
    pub for_all: usize,
}

impl Matrix {
    /// What is listed nowhere, in the order of needs and themes.
    pub fn gaps(&self) -> Vec<MatrixGap> {
        let mut gaps = Vec::new();
        for row in &self.rows {
            for ((theme, label), cells) in self.themes.iter().zip(&row.cells) {
                for (phase, cell) in PHASES.iter().zip(cells) {
                    if cell.named > 0 || !applies(theme, *phase) {
                        continue;
                    }
                    let words = format!("No live service for {} with: {} ({label})", phase.who, row.label);
                    let search = format!("/find?need={}&theme={theme}&age={}", row.need, phase.id);
                    gaps.push(MatrixGap { words, search, for_all: cell.for_all });
                }
            }
        }
        gaps
    }
}
