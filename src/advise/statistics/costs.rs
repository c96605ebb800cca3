use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

/// What a server was told about its machine, under the names that Postgres has for it: they are the
/// unit that this model counts in, whatever the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    SeqPageCost,
    RandomPageCost,
    CpuTupleCost,
    CpuIndexTupleCost,
    CpuOperatorCost,
    EffectiveCacheSize,
    WorkMem,
    HashMemMultiplier,
    ParallelSetupCost,
    ParallelTupleCost,
    MaxParallelWorkersPerGather,
    MinParallelTableScanSize,
    MinParallelIndexScanSize,
}

impl Setting {
    pub const ALL: [Setting; 13] = [
        Setting::SeqPageCost,
        Setting::RandomPageCost,
        Setting::CpuTupleCost,
        Setting::CpuIndexTupleCost,
        Setting::CpuOperatorCost,
        Setting::EffectiveCacheSize,
        Setting::WorkMem,
        Setting::HashMemMultiplier,
        Setting::ParallelSetupCost,
        Setting::ParallelTupleCost,
        Setting::MaxParallelWorkersPerGather,
        Setting::MinParallelTableScanSize,
        Setting::MinParallelIndexScanSize,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Setting::SeqPageCost => "seq_page_cost",
            Setting::RandomPageCost => "random_page_cost",
            Setting::CpuTupleCost => "cpu_tuple_cost",
            Setting::CpuIndexTupleCost => "cpu_index_tuple_cost",
            Setting::CpuOperatorCost => "cpu_operator_cost",
            Setting::EffectiveCacheSize => "effective_cache_size",
            Setting::WorkMem => "work_mem",
            Setting::HashMemMultiplier => "hash_mem_multiplier",
            Setting::ParallelSetupCost => "parallel_setup_cost",
            Setting::ParallelTupleCost => "parallel_tuple_cost",
            Setting::MaxParallelWorkersPerGather => "max_parallel_workers_per_gather",
            Setting::MinParallelTableScanSize => "min_parallel_table_scan_size",
            Setting::MinParallelIndexScanSize => "min_parallel_index_scan_size",
        }
    }

    /// Whether it counts bytes.
    pub fn is_size(self) -> bool {
        matches!(
            self,
            Setting::EffectiveCacheSize
                | Setting::WorkMem
                | Setting::MinParallelTableScanSize
                | Setting::MinParallelIndexScanSize
        )
    }
}

/// The settings that somebody said or a server was asked for; sizes in bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Costs(BTreeMap<Setting, f64>);

impl Costs {
    pub fn get(&self, setting: Setting) -> Option<f64> {
        self.0.get(&setting).copied()
    }

    /// Takes what makes sense as a cost or a size; anything else is left as it was.
    pub fn set(&mut self, setting: Setting, value: f64) {
        if value.is_finite() && value >= 0.0 {
            self.0.insert(setting, value);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Setting, f64)> + '_ {
        self.0.iter().map(|(setting, value)| (*setting, *value))
    }

    /// These, and what they leave open by others.
    pub fn or(mut self, others: &Costs) -> Costs {
        for (setting, value) in others.iter() {
            self.0.entry(setting).or_insert(value);
        }
        self
    }
}

impl<'de> Deserialize<'de> for Costs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Costs, D::Error> {
        let written: BTreeMap<Setting, Written> = BTreeMap::deserialize(from)?;
        let mut costs = Costs::default();
        for (setting, written) in written {
            let value = match &written {
                Written::Number(number) => Some(*number),
                Written::Text(text) => size(text).filter(|_| setting.is_size()),
            };
            let value =
                value.filter(|value| value.is_finite() && *value >= 0.0).ok_or_else(|| {
                    de::Error::custom(format!(
                        "`{}` is no figure of a server; write {}",
                        setting.name(),
                        if setting.is_size() {
                            "a size such as \"16GB\""
                        } else {
                            "a number from 0 on"
                        }
                    ))
                })?;
            costs.0.insert(setting, value);
        }
        Ok(costs)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Text(String),
}

/// `16GB`, `64 MB`, as the server reads it: by 1,024.
fn size(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let factor: f64 = match text[digits..].trim() {
        "" | "B" => 1.0,
        "kB" => 1_024.0,
        "MB" => 1_024.0 * 1_024.0,
        "GB" => 1_024.0 * 1_024.0 * 1_024.0,
        "TB" => 1_024.0 * 1_024.0 * 1_024.0 * 1_024.0,
        _ => return None,
    };
    Some(text[..digits].parse::<f64>().ok()? * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Costs, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn settings_are_numbers_and_sizes_under_the_servers_names() {
        let costs = read("random_page_cost = 1.1\nwork_mem = \"64MB\"\n").unwrap();
        assert_eq!(costs.get(Setting::RandomPageCost), Some(1.1));
        assert_eq!(costs.get(Setting::WorkMem), Some(64.0 * 1_048_576.0));
        assert_eq!(costs.get(Setting::SeqPageCost), None);
        for setting in Setting::ALL {
            let costs = read(&format!("{} = 2", setting.name())).unwrap();
            assert_eq!(costs.get(setting), Some(2.0), "{}", setting.name());
        }
    }

    #[test]
    fn what_is_no_figure_is_refused_by_name() {
        let wrong = [
            ("random_page_cost = -1", "random_page_cost"),
            ("random_page_cost = \"4GB\"", "random_page_cost"),
            ("work_mem = \"much\"", "work_mem"),
            ("work_mem = nan", "work_mem"),
            ("random_pages = 1", "random_pages"),
        ];
        for (text, name) in wrong {
            let message = read(text).unwrap_err().to_string();
            assert!(message.contains(name), "{message}");
        }
    }

    #[test]
    fn what_was_said_first_holds() {
        let mut said = Costs::default();
        said.set(Setting::RandomPageCost, 1.1);
        said.set(Setting::SeqPageCost, f64::NAN);
        let mut other = Costs::default();
        other.set(Setting::RandomPageCost, 4.0);
        other.set(Setting::SeqPageCost, 1.0);
        let both = said.or(&other);
        assert_eq!(both.get(Setting::RandomPageCost), Some(1.1));
        assert_eq!(both.get(Setting::SeqPageCost), Some(1.0));
    }
}
