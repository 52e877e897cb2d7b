namespace SafePlaces.Http;

static class LinksOfResource
{
    /// <summary>The links of this very resource, in the form it is given in and in the other.</summary>
    public static Link[] SelfAndAlternate(this Links links, HttpRequest request, MediaType self, MediaType other) =>
        [
            new(links.Same(request), "self", self.Type),
            new(links.Same(request, ("f", other.Name)), "alternate", other.Type),
        ];
}
