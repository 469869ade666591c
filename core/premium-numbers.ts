/**
 * Where numbers begin that cost more than their country: satellites and worldwide networks (ITU-T E.164), and the premium and personal
 * numbers of national plans, as Google's libphonenumber has them. Shared-cost numbers of companies are left out.
 */
// prettier-ignore
const premiumPrefixes = [
  '870', '881', '882', '883', '979', '1900', '2090', '2786', '2790', '3090[19]', '3190[069]', '3290', '338[89]', '3480[367]',
  '351(?:60[178]|646|76)', '356(?:506|507|509)', '357900', '358[67]00', '35990', '3690', '3691', '370900', '37190', '373900',
  '375902', '3856[0149]', '38690', '389590', '3989[2459]', '39(?:144|16[346])', '4090[036]', '4190[016]', '42090',
  '421(?:9[78]|900)', '43(?:900|901|930|931|939)', '44(?:70|87[0-3]|9)', '4590', '46(?:900|939|944)', '4782', '4870', '49900',
  '52900', '55900', '5790[01]', '61190', '62809', '64900', '7(?:803|809)', '81990', '8260', '84190', '8616', '90(?:888|900)',
  '97190',
];

const premium = new RegExp(`^\\+?(?:${premiumPrefixes.join('|')})`);

/** Whether a number in international form, its last digits masked or not, is a premium, personal or satellite number. */
export const isPremiumNumber = (number: string): boolean => premium.test(number);
