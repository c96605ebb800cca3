//! Looks and search of the pages; the page works without the script too.

pub const STYLE: &str = "
:root{color-scheme:light dark}
body{margin:0;font:15px/1.5 system-ui,Helvetica,Arial,sans-serif;background:#fff;color:#1c2430}
nav{position:fixed;inset:0 auto 0 0;width:240px;overflow:auto;padding:16px;box-sizing:border-box;background:#f6f7f9}
nav ul{list-style:none;padding:0;margin:10px 0}nav li{overflow-wrap:anywhere}
nav input{width:100%;font:inherit;padding:4px 8px;box-sizing:border-box}
main{margin-left:240px;padding:16px 28px;max-width:1100px}
a{color:#1d4f9c}nav a[aria-current]{font-weight:700}
table{border-collapse:collapse;margin:10px 0}td,th{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid #ccd3dd}
pre,code{font:13px/1.45 ui-monospace,Menlo,Consolas,monospace}pre{overflow:auto;padding:10px;background:#f6f7f9}
img{max-width:100%;height:auto}
@media (prefers-color-scheme:dark){body{background:#12161d;color:#e6eaf1}nav,pre{background:#1b212b}a{color:#8fb8ff}td,th{border-color:#3a4455}}
@media (max-width:760px),print{nav{position:static;width:auto}main{margin:0}}
";

pub const SCRIPT: &str = "
'use strict';
document.getElementById('find').addEventListener('input', (event) => {
  const words = event.target.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const line of document.querySelectorAll('#pages li')) {
    line.hidden = !words.every((word) => line.dataset.words.includes(word));
  }
});
";
