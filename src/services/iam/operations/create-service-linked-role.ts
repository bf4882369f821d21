import {
  type CreateServiceLinkedRoleRequest,
  type CreateServiceLinkedRoleResponse,
  InvalidInputException,
} from '../model.ts';
import type { IamContext } from '../parts.ts';

/** No service here needs one yet: what AWS's services do under such a role, the platform does itself. */
export function createServiceLinkedRole(
  _ctx: IamContext,
  input: CreateServiceLinkedRoleRequest,
): Promise<CreateServiceLinkedRoleResponse> {
  return Promise.reject(
    new InvalidInputException(
      `Service-linked roles are not supported here, for ${input.AWSServiceName} or any other service.`,
    ),
  );
}
