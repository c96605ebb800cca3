//! Colours, by what things are.

/// Light, dark, or as the reader has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

const SHAPES: &str = "\
text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif}
.title{font-size:14px;font-weight:700}
.name{font-size:12px}.primary{font-weight:700}
.type{font-size:11px}
.line,.pill text{font-size:10px}
.key text,.mark text{font-size:9px;font-weight:700}
.frame text{font-size:13px;font-weight:700}
.frame rect{stroke-width:1;stroke-dasharray:6 4}
.box{stroke-width:1.2}
.edge path{fill:none;stroke-width:1.3;stroke-linejoin:round}
.edge.identifying path{stroke-width:2}
.edge.inherits path{stroke-dasharray:2 4}
.edge.edge path.wide{stroke-width:11;stroke:transparent}
.added .box{stroke-width:2.5}.dropped .box{stroke-width:2;stroke-dasharray:5 4}
.altered .box,.renamed .box{stroke-width:2.5}
.edge.dropped path{stroke-dasharray:6 5}
.row.dropped .name,.dropped .title{text-decoration:line-through}
";

const LIGHT: &str = "\
.ground{fill:#f6f7f9}
text{fill:#1c2430}
.type,.line,.more{fill:#566173}
.box{fill:#fff;stroke:#b9c2cf}.box.rim{fill:none}
.head{fill:#e4e9f2}
.rule{stroke:#dfe4ec}
.frame rect{fill:#eceff4;stroke:#a9b4c4}
.frame text{fill:#46546a}
.edge path{stroke:#61708a}
.edge .open{fill:#f6f7f9}
.key rect{fill:#dbe4f5}.key text{fill:#27457f}
.key.PK rect{fill:#f6e3a8}.key.PK text{fill:#5d4500}
.key.U rect{fill:#d3eddb}.key.U text{fill:#1d5a34}
.key.IX rect{fill:#e9ecf1}.key.IX text{fill:#566173}
.key.P rect,.pill.partition rect{fill:#e7dcf6}.key.P text,.pill.partition text{fill:#4d2a80}
.key.S rect,.pill.shard rect{fill:#cfe9ee}.key.S text,.pill.shard text{fill:#0d4f5c}
.pill rect{fill:#eaedf2}.pill text{fill:#46546a}
.pill.tag rect{fill:#fbdfe3}.pill.tag text{fill:#86202f}
.pill.security rect{fill:#fde5cf}.pill.security text{fill:#7a3b05}
.mark.error path{fill:#c22f3d}.mark.warning path{fill:#c77700}.mark.info path{fill:#3d74c7}
.mark text{fill:#fff}
.added .box{stroke:#1f8a45}.dropped .box{stroke:#c22f3d}.altered .box{stroke:#c77700}.renamed .box{stroke:#3d74c7}
.added .head{fill:#d3eddb}.dropped .head{fill:#fbdfe3}.altered .head{fill:#fbe8c8}.renamed .head{fill:#dbe7fa}
.row.added .wash{fill:#d3eddb}.row.dropped .wash{fill:#fbdfe3}.row.altered .wash{fill:#fbe8c8}.row.renamed .wash{fill:#dbe7fa}
.edge.added path{stroke:#1f8a45}.edge.dropped path{stroke:#c22f3d}.edge.altered path{stroke:#c77700}
";

const DARK: &str = "\
.ground{fill:#12161d}
text{fill:#e6eaf1}
.type,.line,.more{fill:#a3afc0}
.box{fill:#1b212b;stroke:#445064}.box.rim{fill:none}
.head{fill:#2a3342}
.rule{stroke:#2f3846}
.frame rect{fill:#171c25;stroke:#4b586d}
.frame text{fill:#b3bfd1}
.edge path{stroke:#8d9bb3}
.edge .open{fill:#12161d}
.key rect{fill:#2b3d63}.key text{fill:#c5d6fb}
.key.PK rect{fill:#5a4710}.key.PK text{fill:#ffe39a}
.key.U rect{fill:#1f4a2f}.key.U text{fill:#b6efc9}
.key.IX rect{fill:#2f3846}.key.IX text{fill:#b3bfd1}
.key.P rect,.pill.partition rect{fill:#43306a}.key.P text,.pill.partition text{fill:#dfcdfd}
.key.S rect,.pill.shard rect{fill:#144650}.key.S text,.pill.shard text{fill:#b5e9f3}
.pill rect{fill:#2a3342}.pill text{fill:#b3bfd1}
.pill.tag rect{fill:#5b2029}.pill.tag text{fill:#ffc9d0}
.pill.security rect{fill:#59330f}.pill.security text{fill:#ffd9b5}
.mark.error path{fill:#f0616e}.mark.warning path{fill:#f0a63c}.mark.info path{fill:#74a6f5}
.mark text{fill:#12161d}
.added .box{stroke:#4cc277}.dropped .box{stroke:#f0616e}.altered .box{stroke:#f0a63c}.renamed .box{stroke:#74a6f5}
.added .head{fill:#1f4a2f}.dropped .head{fill:#5b2029}.altered .head{fill:#59420f}.renamed .head{fill:#253e66}
.row.added .wash{fill:#1f4a2f}.row.dropped .wash{fill:#5b2029}.row.altered .wash{fill:#59420f}.row.renamed .wash{fill:#253e66}
.edge.added path{stroke:#4cc277}.edge.dropped path{stroke:#f0616e}.edge.altered path{stroke:#f0a63c}
";

/// The style sheet of an SVG file.
pub fn sheet(theme: Theme) -> String {
    match theme {
        Theme::Light => format!("{SHAPES}{LIGHT}"),
        Theme::Dark => format!("{SHAPES}{DARK}"),
        Theme::Auto => {
            format!("{SHAPES}{LIGHT}@media (prefers-color-scheme:dark){{\n{DARK}}}\n")
        }
    }
}

/// The style sheet of the drawing inside a page, where the reader can change the theme, and the page's colours in
/// the dark.
pub fn page_sheet() -> String {
    const PAGE: &str = "\
--ground:#12161d;--panel:#1b212b;--ink:#e6eaf1;--soft:#a3afc0;--line:#3a4455;--strong:#7fb0ff;--mark:#ffe9a8;";
    let dark = format!("{PAGE}\n{DARK}");
    format!(
        "{SHAPES}{LIGHT}@media (prefers-color-scheme:dark){{html:not([data-theme=light]){{{dark}}}}}\n\
         html[data-theme=dark]{{{dark}}}\n"
    )
}
