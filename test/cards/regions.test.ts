import assert from 'node:assert/strict';
import { regionCode, regionName } from '../../cards/regions.ts';

describe('countries and regions', () => {
  it('are known by their names in every language, by what logs call them, and by their letters', () => {
    for (const [name, code] of [
      ...[
        ['Germany', 'DE'],
        ['德国', 'DE'],
        ['de', 'DE'],
        ['United States', 'US'],
        ['the USA', 'US'],
        ['UK', 'GB'],
        ['Korea, Republic of', 'KR'],
      ],
      ...[
        ['côte d’ivoire', 'CI'],
        ['Turkey', 'TR'],
        ['Trinidad and Tobago', 'TT'],
        ['Trinidad & Tobago', 'TT'],
        ['Bosnia and Herzegovina', 'BA'],
        ['Antigua and Barbuda', 'AG'],
        ['Sao Tome and Principe', 'ST'],
        ['São Tomé & Príncipe', 'ST'],
        ['Saint Vincent and the Grenadines', 'VC'],
        ['St Kitts & Nevis', 'KN'],
        ['Saint Lucia', 'LC'],
        ["Cote d'Ivoire", 'CI'],
        ['Hong Kong', 'HK'],
        ['Macau', 'MO'],
        ['Myanmar', 'MM'],
        ['Palestine', 'PS'],
        ['Cape Verde', 'CV'],
        ['Swaziland', 'SZ'],
        ['Macedonia', 'MK'],
        ['Democratic Republic of the Congo', 'CD'],
        ['Republic of the Congo', 'CG'],
        ['South Korea', 'KR'],
        ['U.S. Virgin Islands', 'VI'],
        ['British Virgin Islands', 'VG'],
        ['Saint Barthélemy', 'BL'],
        ['日本', 'JP'],
        ['Atlantis', undefined],
        ['', undefined],
        ['constructor', undefined],
      ],
    ] as const)
      assert.equal(regionCode(name), code, name);
  });

  it('have the name of the reader’s language, and keep the log’s where it is none of a region', () => {
    assert.equal(regionName('zh-CN', 'Zimbabwe'), '津巴布韦');
    assert.equal(regionName('en', 'United States'), 'United States');
    assert.equal(regionName('en', 'Inmarsat'), 'Inmarsat');
    assert.equal(regionName('en', 'IN'), 'India');
  });
});
