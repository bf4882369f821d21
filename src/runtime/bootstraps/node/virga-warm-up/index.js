// What is loaded before the function is known.
exports.handler = async () => 'nothing';
