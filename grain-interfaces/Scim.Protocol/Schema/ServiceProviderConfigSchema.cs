using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>
/// The schema of the service provider's configuration (RFC 7643 sections 5 and 8.7.2; <c>pagination</c>: RFC 9865
/// section 4).
/// </summary>
internal static class ServiceProviderConfigSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.ServiceProviderConfig,
            Name = "ServiceProviderConfig",
            Description = "What this service provider supports, and how far",
            Attributes =
            [
                .. new[]
                {
                    DefineReference(
                        "documentationUri",
                        "The address of a page for people about this service",
                        "external"
                    ),
                    DefineComplex("patch", "PATCH requests", DefineSupported()).AsRequired(),
                    DefineComplex(
                            "bulk",
                            "Bulk requests",
                            DefineSupported(),
                            DefineInteger(
                                    "maxOperations",
                                    "The largest number of operations in one request"
                                )
                                .AsRequired(),
                            DefineInteger("maxPayloadSize", "The largest request body in bytes")
                                .AsRequired()
                        )
                        .AsRequired(),
                    DefineComplex(
                            "filter",
                            "Filters",
                            DefineSupported(),
                            DefineInteger(
                                    "maxResults",
                                    "The largest number of resources in one answer"
                                )
                                .AsRequired()
                        )
                        .AsRequired(),
                    DefineComplex("changePassword", "Changing passwords", DefineSupported())
                        .AsRequired(),
                    DefineComplex("sort", "Sorting", DefineSupported()).AsRequired(),
                    DefineComplex("etag", "Entity tags", DefineSupported()).AsRequired(),
                    DefineAuthenticationSchemes(),
                    DefinePagination(),
                }.Select(a => a.AsReadOnly()),
            ],
        };

    private static AttributeDefinition DefineSupported() =>
        DefineBoolean("supported", "Whether it is supported").AsRequired();

    private static AttributeDefinition DefineAuthenticationSchemes() =>
        DefineMultiValued(
                "authenticationSchemes",
                "The ways a client may authenticate itself",
                DefineString("type", "The scheme").AsRequired() with
                {
                    CanonicalValues =
                    [
                        "oauth",
                        "oauth2",
                        "oauthbearertoken",
                        "httpbasic",
                        "httpdigest",
                    ],
                },
                DefineString("name", "The scheme's readable name").AsRequired(),
                DefineString("description", "How the scheme is used here").AsRequired(),
                DefineReference("specUri", "The address of the scheme's specification", "external"),
                DefineReference(
                    "documentationUri",
                    "The address of a page for people about the scheme",
                    "external"
                ),
                DefinePrimary()
            )
            .AsRequired();

    private static AttributeDefinition DefinePagination() =>
        DefineComplex(
            "pagination",
            "Reading long lists page by page",
            DefineBoolean("cursor", "Whether paging by cursor is supported").AsRequired(),
            DefineBoolean("index", "Whether paging by index is supported").AsRequired(),
            DefineString(
                "defaultPaginationMethod",
                "The method used when the request names none"
            ) with
            {
                CanonicalValues = ["cursor", "index"],
            },
            DefineInteger(
                "defaultPageSize",
                "The number of resources on a page when the request names none"
            ),
            DefineInteger("maxPageSize", "The largest number of resources on a page"),
            DefineInteger("cursorTimeout", "How many seconds a cursor stays valid")
        );
}
