/** The response to creating or dropping a namespace, with LanceDB's names. */
export function toNamespaceResponse<Id>(response: {
  properties?: Record<string, string> | null;
  transaction_id?: Id | null;
}): { properties: Record<string, string>; transactionId?: Id } {
  const { properties, transaction_id: transactionId } = response;
  return { properties: properties ?? {}, ...(transactionId && { transactionId }) };
}
