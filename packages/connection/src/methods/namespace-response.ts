/** What a creation or a drop of a namespace answers, as LanceDB names it. */
export function toNamespaceResponse<Id>(answer: {
  properties?: Record<string, string> | null;
  transaction_id?: Id | null;
}): { properties: Record<string, string>; transactionId?: Id } {
  const { properties, transaction_id: transactionId } = answer;
  return { properties: properties ?? {}, ...(transactionId && { transactionId }) };
}
