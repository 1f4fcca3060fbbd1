using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Schema;

/// <summary>
/// Compares the built-in schemas with the listings of RFC 7643 section 8.7 and its errata. Each line is one attribute:
/// name, type, and characteristics other than the defaults.
/// </summary>
[Trait("rfc", "7643-8.7")]
public class BuiltInSchemasTests
{
    private const string User = """
        userName string required server
        name complex
        name.formatted string
        name.familyName string
        name.givenName string
        name.middleName string
        name.honorificPrefix string
        name.honorificSuffix string
        displayName string
        nickName string
        profileUrl reference exact ->external
        title string
        userType string
        preferredLanguage string
        locale string
        timezone string
        active boolean
        password string exact writeOnly never
        emails complex multi
        emails.value string
        emails.display string
        emails.type string (work|home|other)
        emails.primary boolean
        phoneNumbers complex multi
        phoneNumbers.value string
        phoneNumbers.display string
        phoneNumbers.type string (work|home|mobile|fax|pager|other)
        phoneNumbers.primary boolean
        ims complex multi
        ims.value string
        ims.display string
        ims.type string (aim|gtalk|icq|xmpp|msn|skype|qq|yahoo)
        ims.primary boolean
        photos complex multi
        photos.value reference exact ->external
        photos.display string
        photos.type string (photo|thumbnail)
        photos.primary boolean
        addresses complex multi
        addresses.formatted string
        addresses.streetAddress string
        addresses.locality string
        addresses.region string
        addresses.postalCode string
        addresses.country string
        addresses.type string (work|home|other)
        addresses.primary boolean
        groups complex multi readOnly
        groups.value string readOnly
        groups.$ref reference exact readOnly ->Group
        groups.display string readOnly
        groups.type string readOnly (direct|indirect)
        entitlements complex multi
        entitlements.value string
        entitlements.display string
        entitlements.type string (license|permission|other)
        entitlements.primary boolean
        roles complex multi
        roles.value string
        roles.display string
        roles.type string (application|organization|other)
        roles.primary boolean
        x509Certificates complex multi
        x509Certificates.value binary exact
        x509Certificates.display string
        x509Certificates.type string (authentication|encryption|signing|other)
        x509Certificates.primary boolean
        """;

    private const string EnterpriseUser = """
        employeeNumber string
        costCenter string
        organization string
        division string
        department string
        manager complex
        manager.value string
        manager.$ref reference exact ->User
        manager.displayName string readOnly
        """;

    private const string Group = """
        displayName string required
        members complex multi
        members.value string immutable
        members.$ref reference exact immutable ->User ->Group
        members.type string immutable (User|Group)
        members.display string readOnly
        """;

    private const string Common = """
        schemas reference multi required exact always ->uri
        id string exact readOnly always server
        externalId string exact
        meta complex readOnly
        meta.resourceType string exact readOnly
        meta.created dateTime readOnly
        meta.lastModified dateTime readOnly
        meta.location reference exact readOnly ->uri
        meta.version string exact readOnly
        """;

    private const string ServiceProviderConfig = """
        documentationUri reference exact readOnly ->external
        patch complex required readOnly
        patch.supported boolean required readOnly
        bulk complex required readOnly
        bulk.supported boolean required readOnly
        bulk.maxOperations integer required readOnly
        bulk.maxPayloadSize integer required readOnly
        filter complex required readOnly
        filter.supported boolean required readOnly
        filter.maxResults integer required readOnly
        changePassword complex required readOnly
        changePassword.supported boolean required readOnly
        sort complex required readOnly
        sort.supported boolean required readOnly
        etag complex required readOnly
        etag.supported boolean required readOnly
        authenticationSchemes complex multi required readOnly
        authenticationSchemes.type string required readOnly (oauth|oauth2|oauthbearertoken|httpbasic|httpdigest)
        authenticationSchemes.name string required readOnly
        authenticationSchemes.description string required readOnly
        authenticationSchemes.specUri reference exact readOnly ->external
        authenticationSchemes.documentationUri reference exact readOnly ->external
        authenticationSchemes.primary boolean readOnly
        pagination complex readOnly
        pagination.cursor boolean required readOnly
        pagination.index boolean required readOnly
        pagination.defaultPaginationMethod string readOnly (cursor|index)
        pagination.defaultPageSize integer readOnly
        pagination.maxPageSize integer readOnly
        pagination.cursorTimeout integer readOnly
        """;

    private const string ResourceTypes = """
        id string readOnly
        name string required readOnly
        description string readOnly
        endpoint reference required exact readOnly ->uri
        schema reference required exact readOnly ->uri
        schemaExtensions complex multi readOnly
        schemaExtensions.schema reference required exact readOnly ->uri
        schemaExtensions.required boolean required readOnly
        """;

    [Fact]
    public void User_Attributes_AreThoseOfTheRfc() => AssertSchema(User, BuiltInSchemas.User);

    [Fact]
    public void EnterpriseUser_Attributes_AreThoseOfTheRfc() =>
        AssertSchema(EnterpriseUser, BuiltInSchemas.EnterpriseUser);

    [Fact]
    public void Group_Attributes_AreThoseOfTheRfc() => AssertSchema(Group, BuiltInSchemas.Group);

    [Fact]
    public void Common_Attributes_AreThoseOfTheRfc() => AssertSchema(Common, CommonAttributes.Schema);

    [Fact]
    public void ServiceProviderConfig_Attributes_AreThoseOfTheRfc() =>
        AssertSchema(ServiceProviderConfig, BuiltInSchemas.ServiceProviderConfig);

    [Fact]
    public void ResourceType_Attributes_AreThoseOfTheRfc() => AssertSchema(ResourceTypes, BuiltInSchemas.ResourceType);

    [Fact]
    public void Schema_Attributes_AreThoseOfTheRfc()
    {
        string[] characteristics =
        [
            "name",
            "type",
            "multiValued",
            "description",
            "required",
            "canonicalValues",
            "caseExact",
            "mutability",
            "returned",
            "uniqueness",
            "referenceTypes",
        ];
        Assert.Equal(["id", "name", "description", "attributes"], BuiltInSchemas.Schema.Attributes.Select(a => a.Name));
        AttributeDefinition attributes = BuiltInSchemas.Schema.FindAttribute("attributes")!;
        Assert.Equal([.. characteristics, "subAttributes"], attributes.SubAttributes.Select(a => a.Name));
        Assert.Equal(characteristics, attributes.FindSubAttribute("subAttributes")!.SubAttributes.Select(a => a.Name));
        Assert.True(attributes.FindSubAttribute("referenceTypes")!.MultiValued); // erratum 5607
        Assert.True(attributes.FindSubAttribute("canonicalValues")!.MultiValued);
    }

    [Fact]
    public void EverySchema_Attribute_IsDescribedAndConsistent()
    {
        IEnumerable<SchemaDefinition> schemas = TenantSchemas.Default.Schemas.Append(CommonAttributes.Schema);
        foreach (AttributeDefinition attribute in schemas.SelectMany(s => s.Attributes.SelectMany(ExpandAttribute)))
        {
            Assert.True(attribute.Description.Length > 5, attribute.Name);
            Assert.True(attribute.Name == "$ref" || char.IsAsciiLetterLower(attribute.Name[0]), attribute.Name);
            Assert.Equal(attribute.Type == AttributeType.Complex, attribute.SubAttributes.Count > 0);
            Assert.Equal(attribute.Type == AttributeType.Reference, attribute.ReferenceTypes.Count > 0);
            if (attribute.Type is AttributeType.Reference or AttributeType.Binary)
                Assert.True(attribute.CaseExact, attribute.Name);
        }
    }

    [Fact]
    public void EverySubAttributeType_HasCanonicalValues()
    {
        foreach (SchemaDefinition schema in TenantSchemas.Default.Schemas)
        {
            foreach (
                AttributeDefinition attribute in schema.Attributes.Where(a => a.FindSubAttribute("type") is not null)
            )
                Assert.NotEmpty(attribute.FindSubAttribute("type")!.CanonicalValues);
        }
    }

    private static IEnumerable<AttributeDefinition> ExpandAttribute(AttributeDefinition attribute) =>
        attribute.SubAttributes.SelectMany(ExpandAttribute).Prepend(attribute);

    private static void AssertSchema(string expected, SchemaDefinition schema) =>
        Assert.Equal(
            expected.Split('\n'),
            schema.Attributes.SelectMany(a =>
                a.SubAttributes.Select(s => FormatLine($"{a.Name}.", s)).Prepend(FormatLine("", a))
            )
        );

    private static string FormatLine(string prefix, AttributeDefinition a)
    {
        string type = char.ToLowerInvariant(a.Type.ToString()[0]) + a.Type.ToString()[1..];
        string[] words =
        [
            prefix + a.Name,
            type,
            a.MultiValued ? "multi" : "",
            a.Required ? "required" : "",
            a.CaseExact ? "exact" : "",
            a.Mutability == Mutability.ReadWrite
                ? ""
                : char.ToLowerInvariant(a.Mutability.ToString()[0]) + a.Mutability.ToString()[1..],
            a.Returned switch
            {
                Returned.Always => "always",
                Returned.Never => "never",
                Returned.Request => "request",
                _ => "",
            },
            a.Uniqueness switch
            {
                Uniqueness.Server => "server",
                Uniqueness.Global => "global",
                _ => "",
            },
            a.CanonicalValues.Count > 0 ? $"({string.Join('|', a.CanonicalValues)})" : "",
            .. a.ReferenceTypes.Select(r => "->" + r),
        ];
        return string.Join(' ', words.Where(w => w.Length > 0));
    }
}
