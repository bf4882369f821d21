// What is loaded before the function is known.
export const handler = async () => 'nothing';
