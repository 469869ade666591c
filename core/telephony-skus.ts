/** A product that carries telephony service plans, as Microsoft's list of product names has it (M11, of 2025-12). */
export interface KnownSku {
  readonly id: string;
  readonly partNumber: string;
  readonly name: string;
  /** The names of its telephony service plans. */
  readonly plans: readonly string[];
}

const known = (partNumber: string, id: string, name: string, plans: string): KnownSku => ({
  id,
  partNumber,
  name,
  plans: plans.split(' '),
});

// prettier-ignore
const table: readonly KnownSku[] = [
  known('BUSINESS_VOICE', 'e5a17adf-8f0d-4b57-bc14-d331235f9307', 'Microsoft 365 Business Voice (UK)', 'MCOEV MCOMEETADV MCOPSTN1'),
  known('BUSINESS_VOICE_DIRECTROUTING', 'd52db95a-5ecb-46b6-beb0-190ab5cda4a8', 'Microsoft 365 Business Voice (without Calling Plan)', 'MCOEV MCOMEETADV'),
  known('BUSINESS_VOICE_DIRECTROUTING_MED', '8330dae3-d349-44f7-9cad-1b23c64baabe', 'Microsoft 365 Business Voice (without Calling Plan) for US', 'MCOEV MCOMEETADV'),
  known('BUSINESS_VOICE_MED2', 'a6051f20-9cbc-47d2-930d-419183bf6cf1', 'Microsoft 365 Business Voice', 'MCOEV MCOMEETADV MCOPSTN1'),
  known('BUSINESS_VOICE_MED2_TELCO', '08d7bce8-6e16-490e-89db-1d508e5e9609', 'Microsoft 365 Business Voice (US)', 'MCOMEETADV MCOPSTN1'),
  known('DEVELOPERPACK_E5', 'c42b9cae-ea4f-4ab7-9717-81576235ccac', 'Microsoft 365 E5 Developer (without Windows and Audio Conferencing)', 'MCOEV'),
  known('ENTERPRISEPREMIUM', 'c7df2760-2c81-4ef7-b578-5b5392b571df', 'Office 365 E5', 'MCOEV MCOMEETADV'),
  known('ENTERPRISEPREMIUM_FACULTY', 'a4585165-0533-458a-97e3-c400570268c4', 'Office 365 A5 for faculty', 'MCOEV MCOMEETADV'),
  known('ENTERPRISEPREMIUM_GOV', '8900a2c0-edba-4079-bdf3-b276e293b6a8', 'Office 365 G5 GCC', 'MCOEV_GOV MCOMEETADV_GOV'),
  known('ENTERPRISEPREMIUM_NOPBIPBX_GOV', '2f105cc2-c2c1-435b-a955-c5e82156c05d', 'Office 365 GCC G5 without Power BI and Phone System', 'MCOMEETADV_GOV'),
  known('ENTERPRISEPREMIUM_NOPSTNCONF', '26d45bd9-adf1-46cd-a9e1-51e9a5524128', 'Office 365 E5 Without Audio Conferencing', 'MCOEV'),
  known('ENTERPRISEPREMIUM_NOPSTNCONF_NOPBI_GOV', '1341559b-49df-443c-8e79-fa604fed2d82', 'Office 365 GCC G5 without Audio Conferencing', 'MCOEV_GOV'),
  known('ENTERPRISEPREMIUM_STUDENT', 'ee656612-49fa-43e5-b67e-cb1fdf7699df', 'Office 365 A5 for students', 'MCOEV MCOMEETADV'),
  known('M365EDU_A5_FACULTY', 'e97c048c-37a4-45fb-ab50-922fbf07a370', 'Microsoft 365 A5 for Faculty', 'MCOEV MCOMEETADV'),
  known('M365EDU_A5_STUDENT', '46c119d4-0379-4a9d-85e4-97c66d3f909e', 'Microsoft 365 A5 for Students', 'MCOEV MCOMEETADV'),
  known('M365_G5_GCC', 'e2be619b-b125-455f-8660-fb503e431a5d', 'Microsoft 365 GCC G5', 'MCOEV_GOV MCOMEETADV_GOV'),
  known('M365_G5_GOV', 'b0f809d5-a662-4391-a5aa-136e9c565b9d', 'Microsoft 365 GCC G5 w/o WDATP/CAS Unified', 'MCOEV_GOV MCOMEETADV_GOV'),
  known('MCOCAP', '295a8eb0-f78d-45c7-8b5b-1eed5ed02dff', 'Microsoft Teams Shared Devices', 'MCOEV'),
  known('MCOCAP_FACULTY', '420c7602-7f70-4895-9394-d3d679ea36fb', 'Microsoft Teams Shared Devices for Faculty', 'MCOEV'),
  known('MCOCAP_GOV', 'b1511558-69bd-4e1b-8270-59ca96dba0f3', 'Microsoft Teams Shared Devices for GCC', 'MCOEV_GOV'),
  known('MCOEV', 'e43b5b99-8dfb-405f-9987-dc307f34bcbd', 'Microsoft Teams Phone Standard', 'MCOEV'),
  known('MCOEVSMB_1', 'aa6791d3-bb09-4bc2-afed-c30c3fe26032', 'Microsoft Teams Phone Standard for Small and Medium Business', 'MCOEVSMB'),
  known('MCOEV_DOD', 'd01d9287-694b-44f3-bcc5-ada78c8d953e', 'Microsoft Teams Phone Standard for DOD', 'MCOEV'),
  known('MCOEV_FACULTY', 'd979703c-028d-4de5-acbf-7955566b69b9', 'Microsoft Teams Phone Standard for Faculty', 'MCOEV'),
  known('MCOEV_GCCHIGH', '7035277a-5e49-4abc-a24f-0ec49c501bb5', 'Microsoft Teams Phone Standard for GCCHIGH', 'MCOEV'),
  known('MCOEV_GOV', 'a460366a-ade7-4791-b581-9fbff1bdaa85', 'Microsoft Teams Phone Standard for GCC', 'MCOEV_GOV'),
  known('MCOEV_STUDENT', '1f338bbc-767e-4a1e-a2d4-b73207cc5b93', 'Microsoft Teams Phone Standard for Students', 'MCOEV'),
  known('MCOEV_TELSTRA', 'ffaf2d68-1c95-4eb3-9ddd-59b81fba0f61', 'Microsoft Teams Phone Standard for TELSTRA', 'MCOEV'),
  known('MCOEV_USGOV_DOD', 'b0e7de67-e503-4934-b729-53d595ba5cd1', 'Microsoft Teams Phone Standard_USGOV_DOD', 'MCOEV'),
  known('MCOEV_USGOV_GCCHIGH', '985fcb26-7b94-475b-b512-89356697be71', 'Microsoft Teams Phone Standard_USGOV_GCCHIGH', 'MCOEV'),
  known('MCOMEETACPEA', 'df9561a4-4969-4e6a-8e73-c601b68ec077', 'Microsoft 365 Audio Conferencing Pay-Per-Minute - EA', 'MCOMEETACPEA'),
  known('MCOMEETADV', '0c266dff-15dd-4b49-8397-2bb16070ed52', 'Microsoft 365 Audio Conferencing', 'MCOMEETADV'),
  known('MCOMEETADV_FACULTY', 'c2cda955-3359-44e5-989f-852ca0cfa02f', 'Microsoft 365 Audio Conferencing for faculty', 'MCOMEETADV'),
  known('MCOMEETADV_GOV', '2d3091c7-0712-488b-b3d8-6b97bde6a1f5', 'Microsoft 365 Audio Conferencing for GCC', 'MCOMEETADV_GOV'),
  known('MCOPSTN1', '0dab259f-bf13-4952-b7f8-7db8f131b28d', 'Skype for Business PSTN Domestic Calling', 'MCOPSTN1'),
  known('MCOPSTN2', 'd3b4fe1f-9992-4930-8acb-ca6ec609365e', 'Skype for Business PSTN Domestic and International Calling', 'MCOPSTN2'),
  known('MCOPSTN5', '54a152dc-90de-4996-93d2-bc47e670fc06', 'Skype for Business PSTN Domestic Calling (120 Minutes)', 'MCOPSTN5'),
  known('MCOPSTN5_US', 'd13e9d1b-316a-4946-98c6-362c97a4fdfe', 'Microsoft 365 Domestic Calling Plan (120 minutes) - US', 'PSTN5_US'),
  known('MCOPSTNC', '47794cd0-f0e5-45c5-9033-2eb6b5fc84e0', 'Communications Credits', 'MCOPSTNC'),
  known('MCOPSTNPP', '06b48c5f-01d9-4b18-9015-03b52040f51a', 'Skype for Business PSTN Usage Calling Plan', 'MCOPSTN3'),
  known('MCOPSTN_6', '729dbb8f-8d56-4994-8e33-2f218f549544', 'Microsoft Teams Domestic Calling Plan (240 min)', 'MCOPSTN6'),
  known('MCOTEAMS_ESSENTIALS', 'ae2343d1-0999-43f6-ae18-d816516f6e78', 'Teams Phone with Calling Plan', 'MCOEV MCOPSTN1'),
  known('MEETING_ROOM', '6070a4c8-34c6-4937-8dfb-39bbc6397a60', 'Microsoft Teams Rooms Standard', 'MCOEV MCOMEETADV'),
  known('MEETING_ROOM_GOV', '9571e9ac-2741-4b63-95fd-a79696f0d0ac', 'Microsoft Teams Rooms Standard for GCC', 'MCOEV_GOV MCOMEETADV_GOV'),
  known('MEETING_ROOM_GOV_NOAUDIOCONF', 'b4348f75-a776-4061-ac6c-36b9016b01d1', 'Microsoft Teams Rooms Standard for GCC without Audio Conferencing', 'MCOEV_GOV'),
  known('MEETING_ROOM_NOAUDIOCONF', '61bec411-e46a-4dab-8f46-8b58ec845ffe', 'Microsoft Teams Rooms Standard without Audio Conferencing', 'MCOEV'),
  known('MTR_PREM', '4fb214cb-a430-4a91-9c91-4976763aa78f', 'Teams Rooms Premium', 'MCOEV MCOMEETADV'),
  known('Microsoft_365_E5', 'db684ac5-c0e7-4f92-8284-ef9ebde75d33', 'Microsoft 365 E5 (500 seats min)_HUB', 'MCOEV MCOMEETADV'),
  known('Microsoft_365_E5_EEA_(no_Teams)_with_Calling_Minutes', '6ee4114a-9b2d-4577-9e7a-49fa43d222d3', 'Microsoft 365 E5 EEA (no Teams) with Calling Minutes', 'MCOEV MCOMEETADV MCOPSTN8'),
  known('Microsoft_365_E5_EEA_(no_Teams)_without_Audio_Conferencing', '90277bc7-a6fe-4181-99d8-712b08b8d32b', 'Microsoft 365 E5 EEA (no Teams) without Audio Conferencing', 'MCOEV'),
  known('Microsoft_365_E5_EEA_(no_Teams)_without_Audio_Conferencing_(500_seats_min)_HUB', 'a640eead-25f6-4bec-97e3-23cfd382d7c2', 'Microsoft 365 E5 EEA (no Teams) without Audio Conferencing (500 seats min)_HUB', 'MCOEV'),
  known('Microsoft_365_E5_without_Audio_Conferencing', '2113661c-6509-4034-98bb-9c47bd28d63c', 'Microsoft 365 E5 without Audio Conferencing (500 seats min)_HUB', 'MCOEV'),
  known('Microsoft_Teams_Audio_Conferencing_select_dial_out', '1c27243e-fb4d-42b1-ae8c-fe25c9616588', 'Microsoft Teams Audio Conferencing with dial-out to USA/CAN', 'MCOMEETBASIC'),
  known('Microsoft_Teams_Calling_Plan_pay_as_you_go_(country_zone_1_US)', '9b196e97-5830-4c2e-adc2-1e10ebf5dee5', 'Microsoft Teams Calling Plan pay-as-you-go (country zone 1 - US)', 'MCOPSTN_PAYG_1'),
  known('Microsoft_Teams_Rooms_Basic', '6af4b3d6-14bb-4a2a-960c-6c902aad34f3', 'Microsoft Teams Rooms Basic', 'MCOMEETADV'),
  known('Microsoft_Teams_Rooms_Basic_FAC', 'a4e376bd-c61e-4618-9901-3fc0cb1b88bb', 'Microsoft Teams Rooms Basic for EDU', 'MCOMEETADV'),
  known('Microsoft_Teams_Rooms_Pro', '4cde982a-ede4-4409-9ae6-b003453c8ea6', 'Microsoft Teams Rooms Pro', 'MCOEV MCOMEETADV'),
  known('Microsoft_Teams_Rooms_Pro_FAC', 'c25e2b36-e161-4946-bef2-69239729f690', 'Microsoft Teams Rooms Pro for EDU', 'MCOEV MCOMEETADV'),
  known('Microsoft_Teams_Rooms_Pro_GCC', '31ecb341-2a17-483e-9140-c473006d1e1a', 'Microsoft Teams Rooms Pro for GCC', 'MCOEV_GOV MCOMEETADV_GOV'),
  known('Microsoft_Teams_Rooms_Pro_without_Audio_Conferencing', '21943e3a-2429-4f83-84c1-02735cd49e78', 'Microsoft Teams Rooms Pro without Audio Conferencing', 'MCOEV'),
  known('O365_w/o_Teams_Bundle_M5', '3271cf8e-2be5-4a09-a549-70fd05baaa17', 'Microsoft 365 E5 EEA (no Teams)', 'MCOEV MCOMEETADV'),
  known('O365_w/o_Teams_Bundle_M5_(500_seats_min)_HUB', '1e988bf3-8b7c-4731-bec0-4e2a2946600c', 'Microsoft 365 E5 EEA (no Teams) (500 seats min)_HUB', 'MCOEV MCOMEETADV'),
  known('Office_365_E5_EEA_(no_Teams)_without_Audio_Conferencing', '71772aeb-4bb8-4f74-9dd4-36c7a9b5ca74', 'Office 365 E5 EEA (no Teams) without Audio Conferencing', 'MCOEV'),
  known('Office_365_w/o_Teams_Bundle_E5', 'cf50bae9-29e8-4775-b07c-56ee10e3776d', 'Office 365 E5 EEA (no Teams)', 'MCOEV MCOMEETADV'),
  known('PHONESYSTEM_VIRTUALUSER', '440eaaa8-b3e0-484b-a8be-62870b9ba70a', 'Microsoft Teams Phone Resource Account', 'MCOEV_VIRTUALUSER'),
  known('PHONESYSTEM_VIRTUALUSER_FACULTY', '0e142028-345e-45da-8d92-8bfd4093bbb9', 'Microsoft Teams Phone Resource Account for Faculty', 'MCOEV_VIRTUALUSER'),
  known('PHONESYSTEM_VIRTUALUSER_USGOV_GCCHIGH', 'e3f0522e-ebb7-4561-9f90-b44516d65b77', 'Microsoft Teams Phone Resource Account_USGOV_GCCHIGH', 'MCOEV_VIRTUALUSER'),
  known('SPE_E5', '06ebc4ee-1bb5-47dd-8120-11324bc54e06', 'Microsoft 365 E5', 'MCOEV MCOMEETADV'),
  known('SPE_E5_CALLINGMINUTES', 'a91fc4e0-65e5-4266-aa76-4037509c1626', 'Microsoft 365 E5 with Calling Minutes', 'MCOEV MCOMEETADV MCOPSTN8'),
  known('SPE_E5_NOPSTNCONF', 'cd2925a3-5076-4233-8931-638a8c94f773', 'Microsoft 365 E5 without Audio Conferencing', 'MCOEV'),
  known('SPE_E5_USGOV_GCCHIGH', '4eb45c5b-0d19-4e33-b87c-adfc25268f20', 'Microsoft 365 E5_USGOV_GCCHIGH', 'MCOEV'),
];

/** By product id: its display name, and its plans where the tenant's own list does not have it (M11). */
export const telephonySkus: ReadonlyMap<string, KnownSku> = new Map(table.map(sku => [sku.id, sku]));
