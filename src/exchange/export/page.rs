//! The frame of an HTML page that prints on A4: style, running head, page numbers. Knows nothing of its content.
//! Self-contained: no script, no font, no image from elsewhere.

use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::text::visible::visible;

const STYLE: &str = include_str!("page.css");

/// What a page is called and how it lies.
pub(super) struct Page<'a> {
    /// `zh-CN` or `en`.
    pub(super) language: &'a str,
    /// Window title, also the suggested name when printed to a file.
    pub(super) title: &'a str,
    /// Repeated at the head of every printed page.
    pub(super) running: &'a str,
    /// A4 landscape instead of portrait.
    pub(super) landscape: bool,
}

impl Page<'_> {
    /// The whole file.
    pub(super) fn render(&self, body: &Markup) -> String {
        let size = if self.landscape { "A4 landscape" } else { "A4 portrait" };
        let running = css_text(self.running);
        let print = format!(
            "@page{{size:{size};margin:15mm 13mm 13mm 13mm;@top-left{{content:{running};font:9pt/1.2 SimSun,'Noto Serif CJK SC',serif;color:#444}}\
             @bottom-center{{content:counter(page) ' / ' counter(pages);font:9pt serif;color:#444}}}}"
        );
        let page = html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(print)) }
                }
                body { (body) }
            }
        };
        shown(&page.into_string())
    }
}

/// Control characters and marks that reverse reading visible, in one pass over the finished page; line ends of the
/// style stay.
fn shown(page: &str) -> String {
    page.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// Any text as a CSS string that cannot end itself, the style or the page: everything but letters of no meaning is
/// written by number.
fn css_text(text: &str) -> String {
    let mut css = String::from("\"");
    for character in visible(text).chars() {
        if character.is_ascii_alphanumeric() || !character.is_ascii() {
            css.push(character);
        } else {
            let _ = write!(css, "\\{:x} ", u32::from(character));
        }
    }
    css.push('"');
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_head_cannot_leave_its_string() {
        assert_eq!(css_text("松盘 \"</style>\\"), "\"松盘\\20 \\22 \\3c \\2f style\\3e \\5c \"");
    }

    #[test]
    fn a_page_shows_what_would_hide() {
        let page = Page { language: "zh-CN", title: "<b>", running: "", landscape: false };
        let text = page.render(&html! { p { "a\u{202e}b\u{1b}<script>" } });
        assert!(text.contains("<title>&lt;b&gt;</title>"));
        assert!(text.contains("a\u{fffd}b␛&lt;script&gt;"));
    }
}
