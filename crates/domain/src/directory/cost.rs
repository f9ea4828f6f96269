use crate::values::{Answer, is_untold};
use serde::{Deserialize, Serialize};

/// What a service costs (Open Referral UK `cost_option`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cost {
    /// Whether it is free for everybody.
    #[serde(skip_serializing_if = "is_untold")]
    pub free: Answer,
    /// The prices.
    #[serde(skip_serializing_if = "is_untold")]
    pub options: Vec<CostOption>,
    /// Who pays less.
    #[serde(skip_serializing_if = "is_untold")]
    pub concessions: Option<String>,
    /// Whether a personal budget or direct payment can pay for it (Children and Families Act 2014 s.49).
    #[serde(skip_serializing_if = "is_untold")]
    pub personal_budget: Answer,
    /// Anything else, in the provider's words.
    #[serde(skip_serializing_if = "is_untold")]
    pub note: Option<String>,
}

/// One price.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CostOption {
    /// What or whom the price is for.
    #[serde(skip_serializing_if = "is_untold")]
    pub label: Option<String>,
    /// Pounds sterling; `None` when the price depends.
    #[serde(skip_serializing_if = "is_untold")]
    pub pounds: Option<f64>,
    /// The unit, such as "session" or "half day".
    #[serde(skip_serializing_if = "is_untold")]
    pub per: Option<String>,
}

impl Cost {
    /// Whether it is free: said outright, or because every price given is nothing.
    pub fn is_free(&self) -> Answer {
        if self.free.is_told() {
            self.free
        } else if self.options.iter().any(|option| option.pounds.is_some_and(|pounds| pounds > 0.0)) {
            Answer::No
        } else if !self.options.is_empty() && self.options.iter().all(|option| option.pounds == Some(0.0)) {
            Answer::Yes
        } else {
            Answer::Unknown
        }
    }
}

impl CostOption {
    /// The price as GOV.UK writes it: "£5", "£4.50", "Free", with the unit.
    pub fn price(&self) -> String {
        let amount = match self.pounds {
            None => return self.per.clone().unwrap_or_else(|| "Ask for the price".to_owned()),
            Some(pounds) if pounds <= 0.0 => "Free".to_owned(),
            Some(pounds) if (pounds.fract()).abs() < 0.005 => format!("£{pounds:.0}"),
            Some(pounds) => format!("£{pounds:.2}"),
        };
        match &self.per {
            Some(per) if per.starts_with("per ") => format!("{amount} {per}"),
            Some(per) => format!("{amount} per {per}"),
            None => amount,
        }
    }
}
