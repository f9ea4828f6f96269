use super::steps;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Deepest that lists and quotations may stand in each other. Nobody can read more, and what is nested deeper costs every
/// reader of the page more than its length.
const DEEPEST: usize = 12;
/// Widest table. A row that leaves cells out is filled up, so a short text can become a long page.
const COLUMNS: usize = 12;
/// Most cells of all tables.
const CELLS: usize = 1_000;
/// Most steps of a guide.
const STEPS: usize = 30;

/// Why a text cannot be a page, in a sentence; `None` when it can.
pub fn too_much(markdown: &str) -> Option<String> {
    let (mut depth, mut cells) = (0_usize, 0_usize);
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(columns)) if columns.len() > COLUMNS => {
                return Some(format!("A table has at most {COLUMNS} columns; one here has {}", columns.len()));
            }
            Event::Start(Tag::TableCell) => {
                (depth, cells) = (depth + 1, cells + 1);
                if cells > CELLS {
                    return Some(format!("The tables of a page have at most {CELLS} cells"));
                }
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST * 2 {
            return Some(format!("Lists and quotations may stand in each other {DEEPEST} deep and no deeper"));
        }
    }
    let steps = steps(markdown).len();
    (steps > STEPS).then(|| format!("A guide has at most {STEPS} steps; this has {steps}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_cost_every_reader_is_told_why() {
        for (text, why) in [
            (format!("{}a", "- ".repeat(8_000)), "deep"),
            (format!("{}a", ">".repeat(15_000)), "deep"),
            (format!("{}|\n{}|\n{}", "|a".repeat(200), "|-".repeat(200), "|a|\n".repeat(20)), "columns"),
            (format!("|a|b|\n|-|-|\n{}", "|a|\n".repeat(600)), "cells"),
            ("# Step\n".repeat(31), "steps"),
        ] {
            assert!(too_much(&text).is_some_and(|told| told.contains(why)), "{why}");
        }
        assert_eq!(too_much("# One\n- a\n  - b\n\n> **Law:** must\n\n|a|b|\n|-|-|\n|1|2|\n"), None);
    }
}
