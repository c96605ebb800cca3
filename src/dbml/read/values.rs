use crate::dbml::lexer::Token;
use crate::schema::Expression;

pub fn text(value: &[Token]) -> Option<String> {
    match value.first()? {
        Token::Text(text) | Token::Word(text) | Token::Quoted(text) | Token::Expression(text) => {
            Some(text.clone())
        }
        _ => None,
    }
}

pub fn expression(value: &[Token]) -> Option<Expression> {
    Some(Expression::new(match value {
        [Token::Expression(text)] => text.clone(),
        [Token::Text(text)] => format!("'{}'", text.replace('\'', "''")),
        [Token::Word(word)] => word.clone(),
        [Token::Sign('-'), Token::Word(word)] => format!("-{word}"),
        _ => return None,
    }))
}
