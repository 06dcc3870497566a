/** Answers to questions whose form no rule can produce, by the id of the starter bank's case. */
export const byHeart: Readonly<Record<string, string>> = {
  'st-311a-zh-009': '{"decision": "reject", "rule": "R2"}',
  'st-311a-zh-010': '24 × 16 = 384\n120 × 3 = 360\n384 − 360 = 24\n答案：24',
  'st-311a-zh-012': '结论：10 天。理由：您的工作年限在该档之内。',
  'st-311a-en-008': 'VERDICT=remove; RULE=P2',
  'st-311a-en-009': '18 × 22 = 396\nThe roped-off and taken seats are subtracted.\nResult: 138',
  'st-311a-en-011': 'Answer: 3 months. Because: the permit is for a van.',
};
