//! The files of `data/`: all inside the program; a county's own copy of the same name is used instead.

use std::borrow::Cow;
use std::path::PathBuf;

use super::error::{AppError, Result};

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// Every file: (name, bytes).
        const FILES: &[(&str, &[u8])] = &[$(($name, include_bytes!(concat!("../../data/", $name)))),*];
    };
}
embedded![
    "calendars/holidays-cn.csv",
    "checklists/agriculture.toml",
    "checklists/households.toml",
    "checklists/livelihood.toml",
    "checklists/market.toml",
    "checklists/township.toml",
    "demo/baseline-2018-10.csv",
    "demo/departments.csv",
    "demo/inspectors.csv",
    "demo/registers.csv",
    "demo/registers/cooperatives.csv",
    "demo/registers/firms.csv",
    "demo/registers/households.csv",
    "demo/registers/low-income.csv",
    "demo/registers/poor-households.csv",
    "demo/registers/projects.csv",
    "demo/registers/relocated.csv",
    "demo/registers/renovated.csv",
    "demo/requests-2019/12345热线和急查事项登记.csv",
    "demo/requests-2019/上级来文检查登记表.xlsx",
    "demo/requests-2019/人社局2019年四季度检查.csv",
    "demo/requests-2019/住建局2019年四季度检查计划.csv",
    "demo/requests-2019/医保局四季度检查申报.xlsx",
    "demo/requests-2019/卫健委2019年第四季度检查事项.csv",
    "demo/requests-2019/县农业农村局2019年第四季度检查事项申报表.xlsx",
    "demo/requests-2019/县农业农村局补充申报表.xlsx",
    "demo/requests-2019/县委组织部督查考核事项.xlsx",
    "demo/requests-2019/县脱贫攻坚指挥部督查事项表.xlsx",
    "demo/requests-2019/发改委项目检查.csv",
    "demo/requests-2019/审计局审计项目时间协调表.xlsx",
    "demo/requests-2019/市场监管局双随机抽查计划.xlsx",
    "demo/requests-2019/应急管理局检查表.xlsx",
    "demo/requests-2019/教育局检查安排.xlsx",
    "demo/requests-2019/民政局一事一报申请.xlsx",
    "demo/requests-2019/民政局检查事项申报表.xlsx",
    "demo/requests-2019/水利局2019四季度.csv",
    "demo/requests-2019/生态环境分局检查计划.csv",
    "demo/requests-2019/自然资源局检查计划.csv",
    "demo/requests-2019/财政局涉农资金检查申报表.xlsx",
    "demo/units.csv",
    "keys.toml",
    "office.toml",
    "rules/firms.toml",
    "rules/materials.toml",
    "rules/quotas.toml",
    "rules/townships.toml",
    "subjects.toml",
    "templates/en/annual-plan.txt",
    "templates/en/answer.txt",
    "templates/en/burden.txt",
    "templates/en/clash.txt",
    "templates/en/draw.txt",
    "templates/en/hand-over.txt",
    "templates/en/notice.txt",
    "templates/en/plan.txt",
    "templates/en/rectification.txt",
    "templates/en/reply.txt",
    "templates/en/staff.txt",
    "templates/zh-CN/annual-plan.txt",
    "templates/zh-CN/answer.txt",
    "templates/zh-CN/burden.txt",
    "templates/zh-CN/clash.txt",
    "templates/zh-CN/draw.txt",
    "templates/zh-CN/hand-over.txt",
    "templates/zh-CN/notice.txt",
    "templates/zh-CN/plan.txt",
    "templates/zh-CN/rectification.txt",
    "templates/zh-CN/reply.txt",
    "templates/zh-CN/staff.txt",
];

/// Where a file in force comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its name under `data/`.
    pub name: &'static str,
    /// The county's own copy, where there is one.
    pub own: Option<PathBuf>,
}

/// The files, and the folder a county keeps its own copies in.
pub struct Assets {
    folder: Option<PathBuf>,
}

impl Assets {
    /// `folder` may hold copies under the same names; it need not exist.
    pub const fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// The county's own folder.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }

    /// The names that begin with `prefix`, in order.
    pub fn names(&self, prefix: &str) -> impl Iterator<Item = &'static str> + use<> {
        let prefix = prefix.to_owned();
        FILES.iter().map(|(name, _)| *name).filter(move |name| name.starts_with(&prefix))
    }

    /// The bytes of a file: the county's own copy, else the embedded one.
    pub fn read(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        if let Some(path) = self.own(name) {
            return std::fs::read(&path).map(Cow::Owned).map_err(|error| {
                AppError::environment("X6001").with("file", path.display().to_string()).caused_by(error)
            });
        }
        let found = FILES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, bytes)| Cow::Borrowed(*bytes))
            .ok_or_else(|| AppError::environment("A7060").with("file", name))
    }

    /// Every file with where it comes from.
    pub fn in_force(&self) -> Vec<InForce> {
        FILES.iter().map(|(name, _)| InForce { name, own: self.own(name) }).collect()
    }

    fn own(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder.as_ref()?.join(name);
        path.is_file().then_some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countys_own_copy_is_used_instead() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("subjects.toml"), "own").unwrap();
        let assets = Assets::new(Some(folder.path().to_owned()));
        assert_eq!(assets.read("subjects.toml").unwrap().as_ref(), b"own");
        assert_ne!(assets.read("rules/quotas.toml").unwrap().as_ref(), b"own");
        assert_eq!(assets.in_force().iter().filter(|file| file.own.is_some()).count(), 1);
    }

    #[test]
    fn every_data_file_is_inside_the_program() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let mut folders = vec![root.clone()];
        let mut missing = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                // Texts, headings and sampling tables are embedded where they are read.
                let elsewhere = ["locales", "intake", "sampling", "places", "demo/requests-2021"]
                    .contains(&name.as_str());
                if path.is_dir() && !elsewhere {
                    folders.push(path);
                } else if path.is_file() && !path.extension().is_some_and(|kind| kind == "md" || kind == "py")
                {
                    let known = FILES.iter().any(|(known, _)| *known == name);
                    if !known {
                        missing.push(name);
                    }
                }
            }
        }
        missing.sort();
        assert_eq!(missing, Vec::<String>::new());
    }
}
