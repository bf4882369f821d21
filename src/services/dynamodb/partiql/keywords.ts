/** Words that are no names in statements, unless they stand in double quotes. */

const KEYWORDS: ReadonlySet<string> = new Set(
  `
  ALL AND AS ASC BETWEEN BY CASE CROSS DELETE DESC DISTINCT ELSE END EXCEPT EXISTS FALSE FROM FULL GROUP HAVING IN INNER
  INSERT INTERSECT INTO IS JOIN LEFT LIKE LIMIT MISSING NOT NULL ON OR ORDER OUTER PIVOT REMOVE RETURNING RIGHT SELECT
  SET THEN TRUE UNION UNPIVOT UPDATE VALUE VALUES WHEN WHERE
  `
    .trim()
    .split(/\s+/),
);

export function isKeyword(upper: string): boolean {
  return KEYWORDS.has(upper);
}

/** The operators among them. */
export function isOperatorWord(upper: string): boolean {
  return (
    upper === 'IS' || upper === 'LIKE' || upper === 'IN' || upper === 'BETWEEN' || upper === 'AND' || upper === 'OR'
  );
}
