//! Finds the pictures of a page.

/// A page, cut up.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Lines without a picture.
    Text(&'t str),
    /// A picture, with what belongs to it.
    Picture(Picture<'t>),
    /// The mark of a stepper whose picture is missing: the file it names.
    LonelyStepper(String),
}

/// An image that has its paragraph for itself, and the paragraph below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Picture<'t> {
    /// The text alternative, in Markdown.
    pub(super) alt: String,
    /// The file, as the page names it.
    pub(super) file: String,
    /// The caption in Markdown. None: the next paragraph is no caption.
    pub(super) caption: Option<&'t str>,
    /// The file with the steps.
    pub(super) stepper: Option<String>,
    /// All these lines as they were typed.
    pub(super) source: &'t str,
}

/// Cuts a page at its pictures.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    // Where the text begins that is not in a piece yet, and where we are.
    let (mut done, mut at) = (0, 0);
    // The fence of the code block we are in.
    let mut fence: Option<&str> = None;
    let mut paragraph_may_begin = true;
    while at < text.len() {
        let line = line_at(text, at);
        let trimmed = line.trim();
        if let Some(open) = fence {
            // It is closed by at least as many of the same sign, and nothing else.
            if trimmed.starts_with(open) && trimmed.trim_start_matches(&open[..1]).is_empty() {
                fence = None;
            }
        } else if let Some(open) = fence_of(trimmed) {
            fence = Some(open);
        } else if paragraph_may_begin && let Some((piece, end)) = piece_at(text, at) {
            found.push(Piece::Text(&text[done..at]));
            found.push(piece);
            (done, at) = (end, end);
            continue;
        }
        paragraph_may_begin = trimmed.is_empty() && fence.is_none();
        at += line.len();
    }
    found.push(Piece::Text(&text[done..]));
    found.retain(|piece| *piece != Piece::Text(""));
    found
}

/// The picture that begins here, and where it ends.
fn piece_at(text: &str, start: usize) -> Option<(Piece<'_>, usize)> {
    let mut at = start;
    let mut stepper = None;
    if let Some(file) = stepper_mark(line_at(text, at).trim()) {
        stepper = Some(file.to_owned());
        at += line_at(text, at).len();
        at = skip_blank(text, at);
    }
    let image = paragraph_at(text, at);
    let Some((alt, file)) = image_alone(image.trim()) else {
        return stepper.map(|file| (Piece::LonelyStepper(file), at));
    };
    let mut end = at + image.len();
    let below = skip_blank(text, end);
    let caption = caption(paragraph_at(text, below).trim());
    if caption.is_some() {
        end = below + paragraph_at(text, below).len();
    }
    let source = &text[start..end];
    let (alt, file) = (alt.to_owned(), file.to_owned());
    Some((Piece::Picture(Picture { alt, file, caption, stepper, source }), end))
}

/// The line from here, with its end.
fn line_at(text: &str, at: usize) -> &str {
    text[at..].split_inclusive('\n').next().unwrap_or_default()
}

/// The lines from here up to the next blank one.
fn paragraph_at(text: &str, at: usize) -> &str {
    let lines = text[at..].split_inclusive('\n').take_while(|line| !line.trim().is_empty());
    &text[at..at + lines.map(str::len).sum::<usize>()]
}

fn skip_blank(text: &str, at: usize) -> usize {
    let lines = text[at..].split_inclusive('\n').take_while(|line| line.trim().is_empty());
    at + lines.map(str::len).sum::<usize>()
}

/// ` ```` ` of ` ````markdown `.
fn fence_of(line: &str) -> Option<&str> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(sign).len();
    // Code in a line of text may begin with three of them as well; then more follow.
    (length >= 3 && !(sign == '`' && line[length..].contains('`'))).then(|| &line[..length])
}

/// `<!-- stepper: FILE -->`
fn stepper_mark(line: &str) -> Option<&str> {
    let inside = line.strip_prefix("<!--")?.strip_suffix("-->")?;
    Some(inside.trim().strip_prefix("stepper:")?.trim())
}

/// `![alt](FILE.svg)`, and nothing else in the paragraph.
fn image_alone(paragraph: &str) -> Option<(&str, &str)> {
    let inside = paragraph.strip_prefix("![")?.strip_suffix(".svg)")?;
    let (alt, _) = inside.rsplit_once("](")?;
    // Another image in between means that this one is not alone.
    (!alt.contains("](")).then(|| (alt, &paragraph[alt.len() + 4..paragraph.len() - 1]))
}

/// `*What to see in it: …*`. It keeps its stars: a word may stand outside of them, and is then the one that is stressed.
fn caption(paragraph: &str) -> Option<&str> {
    (paragraph.starts_with("*What to see in it") && paragraph.ends_with('*')).then_some(paragraph)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<String> {
        let pictures = pieces(text).into_iter().filter_map(|piece| match piece {
            Piece::Picture(picture) => Some(picture.file),
            _ => None,
        });
        pictures.collect()
    }

    #[test]
    fn an_image_alone_in_its_paragraph_is_a_picture() {
        assert_eq!(files("![a (b) c\nd](figures/x.svg)"), ["figures/x.svg"]);
        assert_eq!(
            files("text\n\n![a](x.svg)\n\n![b](y.svg)\n\n*What to see in it: b.*\n"),
            ["x.svg", "y.svg"]
        );
    }

    #[test]
    fn an_image_in_a_line_of_text_is_none() {
        assert_eq!(files("see ![a](x.svg)\n").len(), 0);
        assert_eq!(files("text\n![a](x.svg)\n").len(), 0);
        assert_eq!(files("![a](x.svg) and more\n").len(), 0);
        assert_eq!(files("![a](x.svg) ![b](y.svg)\n").len(), 0);
        assert_eq!(files("![a](x.png)\n").len(), 0);
    }

    #[test]
    fn what_stands_in_a_code_block_is_none() {
        assert_eq!(files("```md\n\n![a](x.svg)\n\n```\n").len(), 0);
        assert_eq!(files("````md\n```\n\n![a](x.svg)\n\n```\n````\n\n![b](y.svg)\n"), ["y.svg"]);
        assert_eq!(files("~~~\n```\n~~~\n\n![b](y.svg)\n"), ["y.svg"]);
        assert_eq!(files("```not a fence``` but code\n\n![b](y.svg)\n"), ["y.svg"]);
    }

    #[test]
    fn the_pieces_are_the_page() {
        let page =
            "a\n\n![b](x.svg)\n\n*What to see in it:\nc*\nd\n\n![e](y.svg)\n\n*What to see in it: f*\n\ng";
        let together: String = pieces(page)
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Picture(picture) => picture.source,
                Piece::LonelyStepper(_) => "",
            })
            .collect();
        assert_eq!(together, page);
        let captions: Vec<_> = pieces(page)
            .into_iter()
            .filter_map(
                |piece| if let Piece::Picture(picture) = piece { Some(picture.caption) } else { None },
            )
            .collect();
        assert_eq!(captions, [None, Some("*What to see in it: f*")]);
    }
}
