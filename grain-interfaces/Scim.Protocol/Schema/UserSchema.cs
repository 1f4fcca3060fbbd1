using static Scim.Protocol.Schema.Define;

namespace Scim.Protocol.Schema;

/// <summary>The core schema of users (RFC 7643 sections 4.1 and 8.7.1).</summary>
internal static class UserSchema
{
    internal static SchemaDefinition Definition { get; } = new()
    {
        Id = SchemaUrns.User,
        Name = "User",
        Description = "A person's account",
        Attributes = [.. Single(), .. Lists()],
    };

    private static IEnumerable<AttributeDefinition> Single() =>
    [
        Text("userName", "The name the person signs in with; unique among the tenant's users") with
        {
            Required = true, Uniqueness = Uniqueness.Server,
        },
        Complex(
            "name", "The parts of the person's name",
            Text("formatted", "The whole name as it is displayed"),
            Text("familyName", "The family name, or last name"),
            Text("givenName", "The given name, or first name"),
            Text("middleName", "The middle names"),
            Text("honorificPrefix", "What stands before the name, such as 'Dr.'"),
            Text("honorificSuffix", "What stands after the name, such as 'III'")),
        Text("displayName", "The name shown to other people"),
        Text("nickName", "What the person is called informally"),
        Reference("profileUrl", "The address of a page about the person", "external"),
        Text("title", "The job title"),
        Text("userType", "How the person belongs to the organisation, such as 'Employee' or 'Contractor'"),
        Text("preferredLanguage", "The languages the person likes to read, as in an Accept-Language header"),
        Text("locale", "The language tag by which dates, numbers and currencies are shown"),
        Text("timezone", "The time zone's name in the IANA database, such as 'Europe/Berlin'"),
        Flag("active", "Whether the person may use the account"),
        Text("password", "A password to set; it is never handed out") with
        {
            CaseExact = true, Mutability = Mutability.WriteOnly, Returned = Returned.Never,
        },
    ];

    private static IEnumerable<AttributeDefinition> Lists() =>
    [
        List("emails", "E-mail addresses", Text("value", "The address"), Display(), Label("work", "home", "other"), Primary()),
        List(
            "phoneNumbers", "Telephone numbers",
            Text("value", "The number, best in the form of RFC 3966"), Display(),
            Label("work", "home", "mobile", "fax", "pager", "other"), Primary()),
        List(
            "ims", "Instant messaging addresses",
            Text("value", "The address"), Display(), Label("aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"), Primary()),
        List(
            "photos", "Pictures of the person",
            Reference("value", "The picture's address", "external"), Display(), Label("photo", "thumbnail"), Primary()),
        List(
            "addresses", "Postal addresses",
            Text("formatted", "The whole address as it is printed; may hold line breaks"),
            Text("streetAddress", "Street, house number and the like; may hold line breaks"),
            Text("locality", "The city or place"),
            Text("region", "The state or region"),
            Text("postalCode", "The postal code"),
            Text("country", "The country, as two letters of ISO 3166-1"),
            Label("work", "home", "other"),
            Primary()),
        List(
            "groups", "The groups the person is a member of, directly or through another group",
            Text("value", "The group's id"),
            Reference("$ref", "The group's address", "Group"),
            Text("display", "The group's name"),
            Label("direct", "indirect")).ReadOnly(),
        List(
            "entitlements", "Things the person is entitled to",
            Text("value", "The entitlement"), Display(), Label("licence", "permission", "other"), Primary()),
        List(
            "roles", "What the person is in the organisation or in an application",
            Text("value", "The role"), Display(), Label("application", "organisation", "other"), Primary()),
        List(
            "x509Certificates", "The person's certificates",
            Text("value", "The certificate, DER in base64") with { Type = AttributeType.Binary, CaseExact = true },
            Display(), Label("authentication", "encryption", "signing", "other"), Primary()),
    ];
}
