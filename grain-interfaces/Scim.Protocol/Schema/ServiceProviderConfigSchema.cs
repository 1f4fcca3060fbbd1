using static Scim.Protocol.Schema.AttributeFactory;

namespace Scim.Protocol.Schema;

/// <summary>
/// The schema of the service provider configuration (RFC 7643 sections 5 and 8.7.2; <c>pagination</c>: RFC 9865 section
/// 4).
/// </summary>
internal static class ServiceProviderConfigSchema
{
    internal static SchemaDefinition Definition { get; } =
        new()
        {
            Id = SchemaUrns.ServiceProviderConfig,
            Name = "ServiceProviderConfig",
            Description = "The features and limits of this service provider",
            Attributes =
            [
                .. new[]
                {
                    DefineReference("documentationUri", "The URL of the documentation of the service", "external"),
                    DefineComplex("patch", "PATCH requests", DefineSupported()).AsRequired(),
                    DefineComplex(
                            "bulk",
                            "Bulk requests",
                            DefineSupported(),
                            DefineInteger("maxOperations", "The maximum number of operations in a request")
                                .AsRequired(),
                            DefineInteger("maxPayloadSize", "The maximum size of a request body in bytes").AsRequired()
                        )
                        .AsRequired(),
                    DefineComplex(
                            "filter",
                            "Filters",
                            DefineSupported(),
                            DefineInteger("maxResults", "The maximum number of resources in a response").AsRequired()
                        )
                        .AsRequired(),
                    DefineComplex("changePassword", "Password changes", DefineSupported()).AsRequired(),
                    DefineComplex("sort", "Sorting", DefineSupported()).AsRequired(),
                    DefineComplex("etag", "Entity tags", DefineSupported()).AsRequired(),
                    DefineAuthenticationSchemes(),
                    DefinePagination(),
                }.Select(a => a.AsReadOnly()),
            ],
        };

    private static AttributeDefinition DefineSupported() =>
        DefineBoolean("supported", "Whether the feature is supported").AsRequired();

    private static AttributeDefinition DefineAuthenticationSchemes() =>
        DefineMultiValued(
                "authenticationSchemes",
                "The supported authentication schemes",
                DefineString("type", "The type of the scheme").AsRequired() with
                {
                    CanonicalValues = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"],
                },
                DefineString("name", "The display name of the scheme").AsRequired(),
                DefineString("description", "The description of the scheme").AsRequired(),
                DefineReference("specUri", "The URL of the specification of the scheme", "external"),
                DefineReference("documentationUri", "The URL of the documentation of the scheme", "external"),
                DefinePrimary()
            )
            .AsRequired();

    private static AttributeDefinition DefinePagination() =>
        DefineComplex(
            "pagination",
            "Pagination of lists",
            DefineBoolean("cursor", "Whether cursor-based pagination is supported").AsRequired(),
            DefineBoolean("index", "Whether index-based pagination is supported").AsRequired(),
            DefineString("defaultPaginationMethod", "The pagination method for requests that do not specify one") with
            {
                CanonicalValues = ["cursor", "index"],
            },
            DefineInteger("defaultPageSize", "The page size for requests that do not specify one"),
            DefineInteger("maxPageSize", "The maximum page size"),
            DefineInteger("cursorTimeout", "The lifetime of a cursor in seconds")
        );
}
