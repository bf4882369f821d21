/** Authorization and operation read the same input: it is read once for both. */

export function once<Input extends object, Output extends object>(
  read: (input: Input) => Output,
): (input: Input) => Output {
  const known = new WeakMap<Input, Output>();
  return (input) => {
    const found = known.get(input);
    if (found) return found;
    const output = read(input);
    known.set(input, output);
    return output;
  };
}
