/** PartiQL statements: SELECT, INSERT, UPDATE, also with FROM first, DELETE and EXISTS. */
import { validationError } from '../errors.ts';
import type { Condition } from '../expressions/condition-parser.ts';
import type { Path } from '../expressions/path.ts';
import { notWellFormed } from './errors.ts';
import { ExpressionParser, unexpected } from './expression-parser.ts';
import { isKeyword } from './keywords.ts';
import type {
  Column,
  DeleteStatement,
  Insert,
  OrderTerm,
  Returning,
  Select,
  Source,
  Statement,
  UpdateStatement,
} from './statement.ts';
import { parseActions } from './update-clauses.ts';

/** Throws ValidationException. */
export function parseStatement(text: string): Statement {
  const parser = new ExpressionParser(text);
  const body = parseBody(parser);
  parser.tokens.takeSymbol(';');
  if (parser.tokens.peek().kind !== 'end') throw notWellFormed('Unexpected token after expression');
  const { values, parameterCount, attributes, checks } = parser;
  return { body, values, parameterCount, attributes: [...attributes], checks };
}

function parseBody(parser: ExpressionParser): Statement['body'] {
  const { tokens } = parser;
  if (tokens.takeWord('SELECT')) return parseSelect(parser, false);
  if (tokens.takeWord('INSERT')) return parseInsert(parser);
  if (tokens.takeWord('UPDATE')) return parseUpdate(parser);
  if (tokens.takeWord('DELETE')) return parseDelete(parser);
  if (tokens.takeWord('FROM')) return parseFromUpdate(parser);
  if (tokens.takeWord('EXISTS')) return parseExists(parser);
  throw notWellFormed('Expected data manipulation');
}

function parseExists(parser: ExpressionParser): Select {
  const { tokens } = parser;
  tokens.expectSymbol('(', 'Unexpected term');
  if (!tokens.takeWord('SELECT')) throw unexpected(tokens.peek());
  const select = parseSelect(parser, true);
  tokens.expectSymbol(')', 'Expected RIGHT_PAREN');
  return select;
}

function parseSelect(parser: ExpressionParser, isExists: boolean): Select {
  const columns = parseColumns(parser);
  if (!parser.tokens.takeWord('FROM')) throw notWellFormed('Expected FROM after SELECT list');
  const source = parseSource(parser, unexpectedSource);
  const where = parseWhere(parser);
  return { kind: 'select', source, columns, where, orderBy: parseOrder(parser), isExists };
}

/** Undefined for all of them. */
function parseColumns(parser: ExpressionParser): readonly Column[] | undefined {
  const { tokens } = parser;
  if (tokens.takeSymbol('*')) return undefined;
  const columns: Column[] = [];
  do {
    const token = tokens.peek();
    if (token.kind === 'word' && tokens.isSymbol('(', 1)) {
      throw validationError(`Unexpected path component at ${token.at}`);
    }
    const path = parser.path();
    columns.push({ path, name: columnName(path, columns.length) });
    if (tokens.isWord('AS')) throw validationError('Aliasing is not supported');
  } while (tokens.takeSymbol(','));
  return columns;
}

/** PartiQL's own rule: an element of a list is called by the column's place. */
function columnName(path: Path, index: number): string {
  const last = path.at(-1);
  return typeof last === 'string' ? last : `_${index + 1}`;
}

function unexpectedSource(parser: ExpressionParser): Error {
  return unexpected(parser.tokens.peek());
}

function simplePath(): Error {
  return notWellFormed('Expected identifier for simple path');
}

/** A table, perhaps with an index; never with another name. */
function parseSource(parser: ExpressionParser, absent: (parser: ExpressionParser) => Error): Source {
  const { tokens } = parser;
  const parts = [parseSourceName(parser, absent)];
  while (tokens.takeSymbol('.')) parts.push(parseSourceName(parser, absent));
  if (parts.some((part) => part === '')) throw validationError('Path component cannot be an empty string');
  const [table = '', index, ...more] = parts;
  if (more.length > 0) throw validationError('A path may contain at most 2 components in the FROM clause');
  return index === undefined ? { table } : { table, index };
}

function parseSourceName(parser: ExpressionParser, absent: (parser: ExpressionParser) => Error): string {
  const token = parser.tokens.peek();
  if (token.kind !== 'quoted' && (token.kind !== 'word' || isKeyword(token.upper))) throw absent(parser);
  return parser.tokens.next().text;
}

function refuseAlias({ tokens }: ExpressionParser): void {
  const token = tokens.peek();
  if (token.upper === 'AS' || token.kind === 'quoted' || (token.kind === 'word' && !isKeyword(token.upper))) {
    throw validationError('Aliasing is not supported');
  }
}

function parseWhere(parser: ExpressionParser): Condition | undefined {
  refuseAlias(parser);
  return parser.tokens.takeWord('WHERE') ? parser.condition() : undefined;
}

function parseOrder(parser: ExpressionParser): readonly OrderTerm[] {
  const { tokens } = parser;
  if (!tokens.takeWord('ORDER')) return [];
  if (!tokens.takeWord('BY')) throw notWellFormed('Expected BY after ORDER');
  const terms: OrderTerm[] = [];
  do {
    const path = parser.path();
    if (path.length > 1) throw validationError('ORDER BY takes attributes of the key only');
    const descending = tokens.takeWord('DESC');
    if (!descending) tokens.takeWord('ASC');
    terms.push({ attribute: path[0], descending });
  } while (tokens.takeSymbol(','));
  return terms;
}

function parseInsert(parser: ExpressionParser): Insert {
  const { tokens } = parser;
  if (!tokens.takeWord('INTO')) throw notWellFormed('Expected INTO after INSERT');
  const source = parseSource(parser, simplePath);
  if (!tokens.takeWord('VALUE')) {
    throw notWellFormed(tokens.isWord('VALUES') ? 'Unexpected keyword' : 'Unexpected token after expression');
  }
  if (!tokens.takeSymbol('{')) throw unexpected(tokens.peek());
  return { kind: 'insert', source, members: parser.members(0) };
}

function parseUpdate(parser: ExpressionParser): UpdateStatement {
  const source = parseSource(parser, simplePath);
  refuseAlias(parser);
  const actions = parseActions(parser);
  const where = parser.tokens.takeWord('WHERE') ? parser.condition() : undefined;
  return { kind: 'update', source, actions, where, returning: parseReturning(parser) };
}

function parseFromUpdate(parser: ExpressionParser): UpdateStatement {
  const source = parseSource(parser, simplePath);
  const where = parseWhere(parser);
  const actions = parseActions(parser);
  return { kind: 'update', source, actions, where, returning: parseReturning(parser) };
}

function parseDelete(parser: ExpressionParser): DeleteStatement {
  if (!parser.tokens.takeWord('FROM')) throw notWellFormed('Expected FROM after DELETE');
  const source = parseSource(parser, simplePath);
  const where = parseWhere(parser);
  const returning = parseReturning(parser);
  if (returning !== undefined && returning !== 'ALL OLD') {
    throw validationError(
      `Invalid returning clause: RETURNING ${returning} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  }
  return { kind: 'delete', source, where, returning };
}

function parseReturning({ tokens }: ExpressionParser): Returning | undefined {
  if (!tokens.takeWord('RETURNING')) return undefined;
  const part = (['ALL', 'MODIFIED'] as const).find((word) => tokens.takeWord(word));
  const time = (['OLD', 'NEW'] as const).find((word) => tokens.takeWord(word));
  if (!part || !time || !tokens.takeSymbol('*')) throw notWellFormed('Expected RETURNING (ALL|MODIFIED) (NEW|OLD) *');
  return `${part} ${time}`;
}
