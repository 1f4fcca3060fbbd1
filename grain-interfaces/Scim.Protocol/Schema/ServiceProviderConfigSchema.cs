using static Scim.Protocol.Schema.Define;

namespace Scim.Protocol.Schema;

/// <summary>The schema of the service provider's configuration (RFC 7643 sections 5 and 8.7.2; <c>pagination</c>: RFC 9865 section 4).</summary>
internal static class ServiceProviderConfigSchema
{
    internal static SchemaDefinition Definition { get; } = new()
    {
        Id = SchemaUrns.ServiceProviderConfig,
        Name = "ServiceProviderConfig",
        Description = "What this service provider supports, and how far",
        Attributes =
        [
            .. new[]
            {
                Reference("documentationUri", "The address of a page for people about this service", "external"),
                Complex("patch", "PATCH requests", Supported()).Required(),
                Complex(
                    "bulk", "Bulk requests",
                    Supported(),
                    Whole("maxOperations", "The largest number of operations in one request").Required(),
                    Whole("maxPayloadSize", "The largest request body in bytes").Required()).Required(),
                Complex("filter", "Filters", Supported(), Whole("maxResults", "The largest number of resources in one answer").Required()).Required(),
                Complex("changePassword", "Changing passwords", Supported()).Required(),
                Complex("sort", "Sorting", Supported()).Required(),
                Complex("etag", "Entity tags", Supported()).Required(),
                AuthenticationSchemes(),
                Pagination(),
            }.Select(a => a.ReadOnly()),
        ],
    };

    private static AttributeDefinition Supported() => Flag("supported", "Whether it is supported").Required();

    private static AttributeDefinition AuthenticationSchemes() => List(
        "authenticationSchemes", "The ways a client may authenticate itself",
        Text("type", "The scheme").Required() with { CanonicalValues = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"] },
        Text("name", "The scheme's readable name").Required(),
        Text("description", "How the scheme is used here").Required(),
        Reference("specUri", "The address of the scheme's specification", "external"),
        Reference("documentationUri", "The address of a page for people about the scheme", "external"),
        Primary()).Required();

    private static AttributeDefinition Pagination() => Complex(
        "pagination", "Reading long lists page by page",
        Flag("cursor", "Whether paging by cursor is supported").Required(),
        Flag("index", "Whether paging by index is supported").Required(),
        Text("defaultPaginationMethod", "The method used when the request names none") with { CanonicalValues = ["cursor", "index"] },
        Whole("defaultPageSize", "The number of resources on a page when the request names none"),
        Whole("maxPageSize", "The largest number of resources on a page"),
        Whole("cursorTimeout", "How many seconds a cursor stays valid"));
}
