/** A policy document that AWS would refuse; the message is AWS's, the service adds its code (MalformedPolicyDocument …). */
export class MalformedPolicyError extends Error {
  override readonly name = 'MalformedPolicyError';
}
