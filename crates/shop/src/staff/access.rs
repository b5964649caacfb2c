//! Who may do what: deny by default.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Failure, FailureKind, ids::StaffId};

/// What a member of staff is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Administrator,
    ContentManager,
    Warehouse,
}

/// One kind of thing that only some may do. Every route of staff names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    ViewDashboard,
    ViewCatalogue,
    ManageCatalogue,
    AdjustStock,
    ViewOrders,
    /// Mark paid, cancel, refund.
    ManageOrders,
    ShipOrders,
    ViewMail,
    ManageJobs,
    ManageStaff,
    ManageSettings,
    /// Decide which reviews are shown, and answer them.
    ModerateReviews,
}

/// Who does something: what use cases ask for permission and what histories name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    Staff {
        id: StaffId,
        name: String,
        role: Role,
    },
    Customer,
    /// A payment provider, through its webhook or its answer.
    Gateway {
        name: String,
    },
    /// The shop itself: "import", "expiry", a command line.
    System {
        what: &'static str,
    },
}

/// The actor lacks a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not allowed: {permission}")]
pub struct Forbidden {
    pub permission: Permission,
}

/// A word that names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown role; expected administrator, content_manager or warehouse")]
pub struct UnknownRole;

impl Role {
    pub const ALL: [Self; 3] = [Self::Administrator, Self::ContentManager, Self::Warehouse];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::ContentManager => "content_manager",
            Self::Warehouse => "warehouse",
        }
    }

    /// For the screens of staff.
    pub fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::ContentManager => "Content manager",
            Self::Warehouse => "Warehouse",
        }
    }

    /// No `_` arm: a new role or permission does not compile until someone decides.
    pub fn allows(self, permission: Permission) -> bool {
        use Permission::{
            AdjustStock, ManageCatalogue, ManageJobs, ManageOrders, ManageSettings, ManageStaff,
            ModerateReviews, ShipOrders, ViewCatalogue, ViewDashboard, ViewMail, ViewOrders,
        };
        match (self, permission) {
            (
                Self::Administrator,
                ViewDashboard | ViewCatalogue | ManageCatalogue | AdjustStock | ViewOrders
                | ManageOrders | ShipOrders | ViewMail | ManageJobs | ManageStaff | ManageSettings
                | ModerateReviews,
            )
            | (
                Self::ContentManager,
                ViewDashboard | ViewCatalogue | ManageCatalogue | ModerateReviews,
            )
            // Counting stock is the warehouse's work, and needs the product in view.
            | (Self::Warehouse, ViewCatalogue | AdjustStock | ShipOrders) => true,
            (
                Self::ContentManager,
                AdjustStock | ViewOrders | ManageOrders | ShipOrders | ViewMail | ManageJobs
                | ManageStaff | ManageSettings,
            )
            | (
                Self::Warehouse,
                ViewDashboard | ManageCatalogue | ViewOrders | ManageOrders | ViewMail | ManageJobs
                | ManageStaff | ManageSettings | ModerateReviews,
            ) => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let named = Self::ALL.into_iter().find(|role| role.as_str() == text);
        named.ok_or(UnknownRole)
    }
}

impl Permission {
    pub const ALL: [Self; 12] = [
        Self::ViewDashboard,
        Self::ViewCatalogue,
        Self::ManageCatalogue,
        Self::AdjustStock,
        Self::ViewOrders,
        Self::ManageOrders,
        Self::ShipOrders,
        Self::ViewMail,
        Self::ManageJobs,
        Self::ManageStaff,
        Self::ManageSettings,
        Self::ModerateReviews,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ViewDashboard => "view_dashboard",
            Self::ViewCatalogue => "view_catalogue",
            Self::ManageCatalogue => "manage_catalogue",
            Self::AdjustStock => "adjust_stock",
            Self::ViewOrders => "view_orders",
            Self::ManageOrders => "manage_orders",
            Self::ShipOrders => "ship_orders",
            Self::ViewMail => "view_mail",
            Self::ManageJobs => "manage_jobs",
            Self::ManageStaff => "manage_staff",
            Self::ManageSettings => "manage_settings",
            Self::ModerateReviews => "moderate_reviews",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Actor {
    /// Asked first by every use case.
    pub fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        let allowed = match self {
            Self::Staff { role, .. } => role.allows(permission),
            Self::System { .. } => true,
            Self::Customer | Self::Gateway { .. } => false,
        };
        if allowed {
            Ok(())
        } else {
            Err(Forbidden { permission })
        }
    }

    /// As histories show it.
    pub fn name(&self) -> &str {
        match self {
            Self::Staff { name, .. } | Self::Gateway { name } => name,
            Self::Customer => "customer",
            Self::System { what } => what,
        }
    }

    /// Which door it came through.
    pub fn source(&self) -> &'static str {
        match self {
            Self::Staff { .. } => "staff",
            Self::Customer => "customer",
            Self::Gateway { .. } => "gateway",
            Self::System { .. } => "job",
        }
    }
}

impl Failure for Forbidden {
    fn kind(&self) -> FailureKind {
        FailureKind::Forbidden
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_its_own_work_and_nothing_else() {
        let cases: [(Role, &[Permission]); 3] = [
            (Role::Administrator, &Permission::ALL),
            (
                Role::ContentManager,
                &[
                    Permission::ViewDashboard,
                    Permission::ViewCatalogue,
                    Permission::ManageCatalogue,
                    Permission::ModerateReviews,
                ],
            ),
            (
                Role::Warehouse,
                &[
                    Permission::ViewCatalogue,
                    Permission::AdjustStock,
                    Permission::ShipOrders,
                ],
            ),
        ];
        for (role, may) in cases {
            for permission in Permission::ALL {
                let allowed = role.allows(permission);
                assert_eq!(allowed, may.contains(&permission), "{role} {permission}");
            }
        }
    }

    #[test]
    fn customers_and_gateways_may_nothing_and_the_shop_itself_everything() {
        let gateway = Actor::Gateway {
            name: "sandbox".to_owned(),
        };
        for permission in Permission::ALL {
            assert_eq!(
                Actor::Customer.require(permission),
                Err(Forbidden { permission })
            );
            assert_eq!(gateway.require(permission), Err(Forbidden { permission }));
            assert_eq!(Actor::System { what: "import" }.require(permission), Ok(()));
        }
    }

    #[test]
    fn roles_are_written_and_read_as_one_word() {
        for role in Role::ALL {
            let json = serde_json::to_value(role).unwrap();
            assert_eq!(json, role.as_str());
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert_eq!("owner".parse::<Role>(), Err(UnknownRole));
    }
}
