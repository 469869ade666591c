/** A destination as the log names it: what a minute costs in dollars, how much business goes there, and how much fraud does. */
export interface Place {
  readonly name: string;
  readonly prefix: string;
  readonly rate: number;
  readonly business: number;
  readonly fraud: number;
}

const table = `
United States|1206|0.013|30|0
Canada|1416|0.013|12|0
United Kingdom|4420|0.018|20|2
Germany|4930|0.019|20|0
France|331|0.018|14|0
Netherlands|3120|0.02|9|0
Belgium|322|0.021|5|1
Austria|431|0.06|5|1
Switzerland|4122|0.09|6|2
Italy|3902|0.03|9|0
Spain|3491|0.02|8|0
Portugal|35121|0.022|3|0
Poland|4822|0.025|5|0
Czech Republic|4202|0.03|4|0
Hungary|361|0.04|3|0
Romania|4021|0.04|3|1
Bulgaria|3592|0.09|2|2
Greece|3021|0.04|2|0
Sweden|468|0.02|4|0
Norway|472|0.02|3|0
Denmark|4532|0.02|3|0
Finland|3589|0.09|3|0
Ireland|35318|0.02|4|0
Japan|813|0.089|8|0
China|8610|0.02|10|0
Hong Kong SAR|8522|0.03|4|0
Singapore|656|0.02|5|0
South Korea|822|0.04|4|0
Taiwan|8862|0.05|3|0
India|9122|0.045|10|0
Australia|612|0.02|6|0
New Zealand|649|0.03|2|0
Brazil|5511|0.05|5|0
Mexico|5255|0.03|5|0
Argentina|5411|0.09|2|0
Chile|562|0.07|2|0
Colombia|571|0.08|1.5|0
South Africa|2711|0.09|2|1
Israel|9723|0.04|3|0
United Arab Emirates|9714|0.25|3|1
Saudi Arabia|9661|0.2|2|1
Türkiye|90212|0.12|2|0
Russia|7495|0.09|2|1
Ukraine|38044|0.2|1|1
Egypt|202|0.2|1|1
Nigeria|2341|0.28|1|2
Kenya|25420|0.3|0.8|1
Philippines|632|0.2|1.5|1
Vietnam|8428|0.14|1.5|0
Thailand|662|0.07|1.5|0
Indonesia|6221|0.13|1.5|0
Pakistan|9221|0.22|0.8|2
Morocco|2125|0.4|0.5|2
Tunisia|2167|0.75|0.3|6
Algeria|2132|0.6|0.3|3
Latvia|3716|0.45|0.5|6
Lithuania|3705|0.4|0.5|5
Estonia|3725|0.4|0.5|4
Bosnia and Herzegovina|3873|0.48|0.2|6
Albania|3554|0.5|0.2|5
Serbia|38111|0.35|0.4|3
Moldova|3732|0.45|0.2|3
Cuba|537|1.02|0.1|8
Zimbabwe|2634|0.39|0.2|4
Somalia|2521|0.95|0.05|8
Gambia|2204|0.85|0.05|5
Sierra Leone|2322|0.9|0.05|6
Guinea|2246|0.8|0.05|5
Papua New Guinea|6753|1.1|0.05|3
Maldives|9603|1.2|0.1|5
Tuvalu|6882|2.2|0.01|3
Falkland Islands|5002|2.1|0.01|2
Satellite|8816|4.5|0.05|4
`;

/** The destinations of the world, as far as anybody calls them. */
export const places: readonly Place[] = table
  .trim()
  .split('\n')
  .map(line => {
    const [name = '', prefix = '', rate, business, fraud] = line.split('|');
    return { name, prefix: `+${prefix}`, rate: Number(rate), business: Number(business), fraud: Number(fraud) };
  });

/** Premium numbers, which are billed as calls to their country. */
export const premiumPlaces: readonly Place[] = [
  { name: 'United Kingdom', prefix: '+44909', rate: 1.6, business: 0, fraud: 3 },
  { name: 'Germany', prefix: '+49900', rate: 2.4, business: 0, fraud: 2 },
  { name: 'Latvia', prefix: '+37190', rate: 1.9, business: 0, fraud: 4 },
  { name: 'Lithuania', prefix: '+370900', rate: 1.8, business: 0, fraud: 3 },
  { name: 'Spain', prefix: '+34806', rate: 1.3, business: 0, fraud: 2 },
];
