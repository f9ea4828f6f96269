use serde::{Deserialize, Serialize};

/// What somebody is. What each may do is in `policy.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Keeps the listings of an organisation.
    ProviderEditor,
    /// Also closes them and decides who works on them.
    ProviderManager,
    /// Keeps the page of a nursery, school or college.
    SettingEditor,
    /// Keeps the services of an NHS trust.
    HealthPartner,
    /// Works on an area's listings and vocabularies, but decides nothing.
    AreaEditor,
    /// Decides what is published.
    Moderator,
    /// Also decides who works on the area.
    AreaAdministrator,
    /// Reads and remarks for the parent carer forum.
    ForumReviewer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Looks after every area of the deployment.
    DeploymentAdministrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::ProviderEditor,
        Self::ProviderManager,
        Self::SettingEditor,
        Self::HealthPartner,
        Self::AreaEditor,
        Self::Moderator,
        Self::AreaAdministrator,
        Self::ForumReviewer,
        Self::Auditor,
        Self::DeploymentAdministrator,
    ];

    /// The word used in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProviderEditor => "provider-editor",
            Self::ProviderManager => "provider-manager",
            Self::SettingEditor => "setting-editor",
            Self::HealthPartner => "health-partner",
            Self::AreaEditor => "area-editor",
            Self::Moderator => "moderator",
            Self::AreaAdministrator => "area-administrator",
            Self::ForumReviewer => "forum-reviewer",
            Self::Auditor => "auditor",
            Self::DeploymentAdministrator => "deployment-administrator",
        }
    }

    /// The role of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::ProviderEditor => "Editor",
            Self::ProviderManager => "Manager",
            Self::SettingEditor => "Editor of a setting",
            Self::HealthPartner => "Health partner",
            Self::AreaEditor => "Area editor",
            Self::Moderator => "Moderator",
            Self::AreaAdministrator => "Area administrator",
            Self::ForumReviewer => "Reviewer from the parent carer forum",
            Self::Auditor => "Auditor",
            Self::DeploymentAdministrator => "Deployment administrator",
        }
    }

    /// One sentence about what it may do.
    pub fn explained(self) -> &'static str {
        match self {
            Self::ProviderEditor => "Changes and confirms the organisation's listings.",
            Self::ProviderManager => "Also closes listings and invites colleagues.",
            Self::SettingEditor => "Changes and confirms the page of a nursery, school or college.",
            Self::HealthPartner => "Changes and confirms the services of an NHS trust.",
            Self::AreaEditor => "Works on listings and vocabularies of the area, but does not decide.",
            Self::Moderator => "Decides what is published, returned, declined, suspended and withdrawn.",
            Self::AreaAdministrator => "Also invites the team and reads the audit log.",
            Self::ForumReviewer => "Reads the queue and leaves notes for the parent carer forum.",
            Self::Auditor => "Reads everything and changes nothing.",
            Self::DeploymentAdministrator => "Looks after every area.",
        }
    }

    /// Whether it works for one organisation or setting.
    pub fn is_of_provider(self) -> bool {
        matches!(self, Self::ProviderEditor | Self::ProviderManager | Self::SettingEditor | Self::HealthPartner)
    }

    /// Whether a second factor is asked for: of everybody who sees more than one organisation's own affairs.
    pub fn needs_second_factor(self) -> bool {
        !self.is_of_provider()
    }
}
