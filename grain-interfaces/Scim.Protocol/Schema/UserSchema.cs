using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>The user schema (RFC 7643 sections 4.1 and 8.7.1).</summary>
internal static class UserSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.User,
            Name = "User",
            Description = "User Account",
            Attributes = [.. DefineSingleValuedAttributes(), .. DefineMultiValuedAttributes()],
        };

    private static IEnumerable<AttributeDefinition> DefineSingleValuedAttributes() =>
        [
            DefineString("userName", "The sign-in name of the user, unique among the users of the tenant") with
            {
                Required = true,
                Uniqueness = Uniqueness.Server,
                IsName = true,
            },
            DefineComplex(
                "name",
                "The components of the user's name",
                DefineString("formatted", "The full name, formatted for display"),
                DefineString("familyName", "The family name, or last name"),
                DefineString("givenName", "The given name, or first name"),
                DefineString("middleName", "The middle names"),
                DefineString("honorificPrefix", "The prefix of the name, such as 'Dr.'"),
                DefineString("honorificSuffix", "The suffix of the name, such as 'III'")
            ),
            DefineString("displayName", "The name of the user for display"),
            DefineString("nickName", "The casual name of the user"),
            DefineReference("profileUrl", "The URL of the user's online profile", "external"),
            DefineString("title", "The job title"),
            DefineString(
                "userType",
                "The relationship of the user to the organization, such as 'Employee' or 'Contractor'"
            ),
            DefineString(
                "preferredLanguage",
                "The preferred languages of the user, in the format of an Accept-Language header"
            ),
            DefineString("locale", "The language tag for the format of dates, numbers and currencies"),
            DefineString("timezone", "The name of the time zone in the IANA database, such as 'Europe/Berlin'"),
            DefineBoolean("active", "Whether the user can sign in"),
            DefineString("password", "The password to set; it is never returned") with
            {
                CaseExact = true,
                Mutability = Mutability.WriteOnly,
                Returned = Returned.Never,
            },
        ];

    private static IEnumerable<AttributeDefinition> DefineMultiValuedAttributes() =>
        [
            DefineMultiValued(
                "emails",
                "E-mail addresses",
                DefineString("value", "The address"),
                DefineDisplay(),
                DefineTypeLabel("work", "home", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "phoneNumbers",
                "Telephone numbers",
                DefineString("value", "The number, preferably in the format of RFC 3966"),
                DefineDisplay(),
                DefineTypeLabel("work", "home", "mobile", "fax", "pager", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "ims",
                "Instant messaging addresses",
                DefineString("value", "The address"),
                DefineDisplay(),
                DefineTypeLabel("aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "photos",
                "Photos of the user",
                DefineReference("value", "The URL of the photo", "external"),
                DefineDisplay(),
                DefineTypeLabel("photo", "thumbnail"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "addresses",
                "Postal addresses",
                DefineString("formatted", "The full address, formatted for display; can contain line breaks"),
                DefineString("streetAddress", "Street, house number and similar; can contain line breaks"),
                DefineString("locality", "The city or place"),
                DefineString("region", "The state or region"),
                DefineString("postalCode", "The postal code"),
                DefineString("country", "The country as an ISO 3166-1 alpha-2 code"),
                DefineTypeLabel("work", "home", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                    "groups",
                    "The groups that the user belongs to, directly or through another group",
                    DefineString("value", "The id of the group"),
                    DefineReference("$ref", "The URI of the group", "Group"),
                    DefineString("display", "The name of the group"),
                    DefineTypeLabel("direct", "indirect")
                )
                .AsReadOnly(),
            DefineMultiValued(
                "entitlements",
                "The entitlements of the user",
                DefineString("value", "The entitlement"),
                DefineDisplay(),
                DefineTypeLabel("license", "permission", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "roles",
                "The roles of the user in the organization or in applications",
                DefineString("value", "The role"),
                DefineDisplay(),
                DefineTypeLabel("application", "organization", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "x509Certificates",
                "The certificates of the user",
                DefineString("value", "The certificate, DER-encoded in Base64") with
                {
                    Type = AttributeType.Binary,
                    CaseExact = true,
                },
                DefineDisplay(),
                DefineTypeLabel("authentication", "encryption", "signing", "other"),
                DefinePrimary()
            ),
        ];
}
