// How a file says that an invoice is attached to it as data: Factur-X 1.07, section 6.

/** What the attached invoice is called. */
export const invoiceFile = 'factur-x.xml';

const namespace = 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#';

const properties = {
  DocumentFileName: { value: invoiceFile, about: 'The name of the embedded XML document' },
  DocumentType: { value: 'INVOICE', about: 'The type of the hybrid document in capital letters' },
  Version: { value: '1.0', about: 'The version of the embedded XML document' },
  ConformanceLevel: { value: 'EN 16931', about: 'The conformance level of the embedded XML document' },
} as const;

const listed = Object.entries(properties);

/** What stands in the metadata: which file it is, and, as PDF/A wants it, what these words mean. */
export const invoiceMetadata = `
<rdf:Description rdf:about="" xmlns:fx="${namespace}">${listed.map(([name, { value }]) => `<fx:${name}>${value}</fx:${name}>`).join('')}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>${namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>${listed
  .map(
    ([name, { about }]) =>
      `<rdf:li rdf:parseType="Resource"><pdfaProperty:name>${name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>${about}</pdfaProperty:description></rdf:li>`,
  )
  .join('')}</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
`;
