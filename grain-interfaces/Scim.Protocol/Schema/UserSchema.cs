using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>The core schema of users (RFC 7643 sections 4.1 and 8.7.1).</summary>
internal static class UserSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.User,
            Name = "User",
            Description = "A person's account",
            Attributes = [.. DefineSingleValuedAttributes(), .. DefineMultiValuedAttributes()],
        };

    private static IEnumerable<AttributeDefinition> DefineSingleValuedAttributes() =>
        [
            DefineString(
                "userName",
                "The name the person signs in with; unique among the tenant's users"
            ) with
            {
                Required = true,
                Uniqueness = Uniqueness.Server,
            },
            DefineComplex(
                "name",
                "The parts of the person's name",
                DefineString("formatted", "The whole name as it is displayed"),
                DefineString("familyName", "The family name, or last name"),
                DefineString("givenName", "The given name, or first name"),
                DefineString("middleName", "The middle names"),
                DefineString("honorificPrefix", "What stands before the name, such as 'Dr.'"),
                DefineString("honorificSuffix", "What stands after the name, such as 'III'")
            ),
            DefineString("displayName", "The name shown to other people"),
            DefineString("nickName", "What the person is called informally"),
            DefineReference("profileUrl", "The address of a page about the person", "external"),
            DefineString("title", "The job title"),
            DefineString(
                "userType",
                "How the person belongs to the organisation, such as 'Employee' or 'Contractor'"
            ),
            DefineString(
                "preferredLanguage",
                "The languages the person likes to read, as in an Accept-Language header"
            ),
            DefineString(
                "locale",
                "The language tag by which dates, numbers and currencies are shown"
            ),
            DefineString(
                "timezone",
                "The time zone's name in the IANA database, such as 'Europe/Berlin'"
            ),
            DefineBoolean("active", "Whether the person may use the account"),
            DefineString("password", "A password to set; it is never handed out") with
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
                DefineString("value", "The number, best in the form of RFC 3966"),
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
                "Pictures of the person",
                DefineReference("value", "The picture's address", "external"),
                DefineDisplay(),
                DefineTypeLabel("photo", "thumbnail"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "addresses",
                "Postal addresses",
                DefineString(
                    "formatted",
                    "The whole address as it is printed; may hold line breaks"
                ),
                DefineString(
                    "streetAddress",
                    "Street, house number and the like; may hold line breaks"
                ),
                DefineString("locality", "The city or place"),
                DefineString("region", "The state or region"),
                DefineString("postalCode", "The postal code"),
                DefineString("country", "The country, as two letters of ISO 3166-1"),
                DefineTypeLabel("work", "home", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                    "groups",
                    "The groups the person is a member of, directly or through another group",
                    DefineString("value", "The group's id"),
                    DefineReference("$ref", "The group's address", "Group"),
                    DefineString("display", "The group's name"),
                    DefineTypeLabel("direct", "indirect")
                )
                .AsReadOnly(),
            DefineMultiValued(
                "entitlements",
                "Things the person is entitled to",
                DefineString("value", "The entitlement"),
                DefineDisplay(),
                DefineTypeLabel("licence", "permission", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "roles",
                "What the person is in the organisation or in an application",
                DefineString("value", "The role"),
                DefineDisplay(),
                DefineTypeLabel("application", "organisation", "other"),
                DefinePrimary()
            ),
            DefineMultiValued(
                "x509Certificates",
                "The person's certificates",
                DefineString("value", "The certificate, DER in base64") with
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
