//! The county as one decision or one screen sees it: its setting and its lists, read together.

use super::directory::{DepartmentDirectory, Found, UnitDirectory};
use super::error::{AppError, Result};
use super::session::Session;
use crate::domain::department::Department;
use crate::domain::id::DepartmentCode;
use crate::domain::message::Arg;
use crate::domain::setting::{County, FormMappings};
use crate::domain::unit::Unit;
use crate::store::View;

/// The setting and the lists of a county.
pub struct CountyView {
    /// Name, leadership, baseline; `None` before the county is set up.
    pub county: Option<County>,
    /// Townships and villages.
    pub units: UnitDirectory,
    /// Departments.
    pub departments: DepartmentDirectory,
    /// How the headings of departments' forms are read, where a person once said so.
    pub forms: FormMappings,
}

impl CountyView {
    /// Reads all of it.
    pub fn load(view: &View<'_>) -> Result<Self> {
        let county = view.get::<County>(County::KEY)?.map(|county| county.record);
        let name = county.as_ref().map_or("", |county| county.name.as_str());
        let units = view.all::<Unit>()?.into_iter().map(|unit| unit.record);
        let departments = view.all::<Department>()?.into_iter().map(|department| department.record);
        let forms = view.get::<FormMappings>(FormMappings::KEY)?;
        Ok(Self {
            forms: forms.map(|forms| forms.record).unwrap_or_default(),
            units: UnitDirectory::new(name, units),
            departments: DepartmentDirectory::new(name, departments),
            county,
        })
    }

    /// A department as people name it.
    pub fn department_named(&self, name: &str) -> Result<DepartmentCode> {
        let names = |names: Vec<String>| Arg::List(names.into_iter().map(Arg::from).collect());
        match self.departments.find(name) {
            Found::One(code) => Ok(code),
            Found::Several(found) => {
                Err(AppError::usage("E1912").with("name", name).with("names", names(found)))
            }
            Found::None(_) => Err(AppError::usage("E1921").with("name", name)),
        }
    }
}

/// A department as people name it.
pub fn department(session: &Session, name: &str) -> Result<DepartmentCode> {
    session.read(|view| CountyView::load(view)?.department_named(name))
}
