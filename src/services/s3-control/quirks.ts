/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  internalError: { code: 'InternalError', status: 500 },
  validationError: { code: 'InvalidRequest', status: 400 },
  payloadError: {
    code: 'MalformedXML',
    status: 400,
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
  },
  /** Its pattern lacks the ARNs of buckets, which have no region. */
  checkedByOperation: ['S3ResourceArn'],
  xml: { namespace: 'http://awss3control.amazonaws.com/doc/2018-08-20/' },
};
