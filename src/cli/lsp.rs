use std::io::{BufRead, Read, Write};

use serde_json::{Value, json};

use super::args::Common;
use super::failure::{Exit, Failure};
use super::load;
use crate::lsp::Server;

/// No honest message is larger.
const LARGEST: usize = 256 << 20;

/// Carries messages between the editor and the server, until the editor says goodbye or is gone.
pub fn run(common: &Common) -> Result<Exit, Failure> {
    let mut server = Server::new(load::overrides(common));
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let broken = |source| Failure::Write { place: "to the editor".to_owned(), source };
    while let Some(bytes) = read(&mut input)? {
        let answers = match serde_json::from_slice::<Value>(&bytes) {
            Ok(message) => server.handle(&message),
            Err(error) => vec![json!({
                "jsonrpc": "2.0",
                "id": null,
                "error": { "code": -32700, "message": error.to_string() },
            })],
        };
        for answer in answers {
            let text = answer.to_string();
            write!(output, "Content-Length: {}\r\n\r\n{text}", text.len()).map_err(broken)?;
        }
        output.flush().map_err(broken)?;
        if let Some(orderly) = server.ended() {
            return Ok(if orderly { Exit::Fine } else { Exit::Findings });
        }
    }
    Ok(Exit::Fine)
}

/// The next message; nothing at the end of the stream.
fn read(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, Failure> {
    let wrong = |why: &str| {
        Failure::Usage(format!("stdin does not speak the language server protocol: {why}"))
    };
    let mut length = None;
    loop {
        let mut line = String::new();
        let count = input
            .by_ref()
            .take(8192)
            .read_line(&mut line)
            .map_err(|error| wrong(&error.to_string()))?;
        if count == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(wrong("a header without a colon"));
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let length = length.filter(|length| *length <= LARGEST);
    let length = length.ok_or_else(|| wrong("a message without a usable Content-Length"))?;
    let mut bytes = vec![0; length];
    match input.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(wrong(&error.to_string())),
    }
}
