import { formatAddress } from '../../src/base/address.ts';
import type { Expression, Value } from '../../src/sockets/filter/expression.ts';
import { FAMILY_NUMBERS } from '../../src/uapi/sockets.ts';

/** An expression as a test says what it must be: by the fields' names, every kind of value told apart, every bracket there. */
export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return `${expression.kind}(${expression.parts.map(expressionText).join('; ')})`;
    case 'not':
      return `not(${expressionText(expression.part)})`;
    case 'compare':
      return `${expression.field.name} ${expression.operator} ${expression.values.map(valueText).join(' | ')}`.trimEnd();
    case 'matches':
      return `${expression.field.name} ~ ${expression.pattern}`;
    case 'isUnknown':
      return `${expression.field.name} ?`;
    case 'autobound':
      return 'autobound';
  }
}

function valueText(value: Value): string {
  switch (value.kind) {
    case 'number':
      return `${value.number}`;
    case 'id64':
      return `#${value.id}`;
    case 'boolean':
      return `${value.is}`;
    case 'text':
      return JSON.stringify(value.text);
    case 'glob':
      return `${value.anyCase ? 'anycase ' : ''}glob ${JSON.stringify(value.glob)}`;
    case 'prefix': {
      const { family, address, length } = value.prefix;
      return `${formatAddress(FAMILY_NUMBERS[family], address, 0)}/${length}`;
    }
    case 'range':
      return `${value.low}..${value.high}`;
    case 'masked':
      return `${value.number}/${value.mask}`;
    case 'named':
      return `<${value.what} ${value.name}>`;
  }
}
